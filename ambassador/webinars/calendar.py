"""A webinar as an entry for a calendar (RFC 5545): lines of at most 75 octets, times in UTC."""

from collections.abc import Iterator
from datetime import datetime

from ambassador.webinars.models import Webinar

_OCTETS = 73


def entry(webinar: Webinar, language: str, address: str, now: datetime) -> str:
    title, _ = webinar.title.best(language)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ambassador//webinars//EN",
        "BEGIN:VEVENT",
        f"UID:{_escaped(address)}",
        f"SEQUENCE:{webinar.version}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{webinar.starts_at:%Y%m%dT%H%M%SZ}",
        f"DTEND:{webinar.ends_at:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{_escaped(title)}",
        f"LOCATION:{_escaped(webinar.place or webinar.link)}",
        f"URL:{address}",
        *(["STATUS:CANCELLED"] if webinar.is_cancelled else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in parts, each but the first after a blank, none cut within a letter."""
    part = ""
    for character in line:
        if len(f"{part}{character}".encode()) > _OCTETS:
            yield part
            part = " "
        part += character
    yield part
