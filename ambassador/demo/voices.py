"""The testimonials of the demonstration, noted and withdrawn by its people."""

from typing import Any

from ambassador.demo.material import Calendar, acting
from ambassador.demo.papers import paper
from ambassador.demo.people import Cast
from ambassador.impact.models import ConsentScope, Testimonial
from ambassador.impact.services import Consent, TestimonialDetails, record_testimonial, withdraw_testimonial

Voices = list[Testimonial]
"""In the order of the file."""


def build_voices(material: dict[str, Any], cast: Cast, calendar: Calendar) -> Voices:
    """Each noted on the day of the consent."""
    return [_voice(row, cast, calendar) for row in material["testimonial"]]


def withdraw_voices(material: dict[str, Any], voices: Voices, cast: Cast, calendar: Calendar) -> None:
    """After the editions that showed them."""
    for row, made in zip(material["testimonial"], voices, strict=True):
        if "withdrawn_days" in row:
            person = cast.users[row["by"]]
            with acting(person, calendar.moment(row["withdrawn_days"])):
                withdraw_testimonial(made, row["reason"], person, calendar.day(row["withdrawn_days"]))


def _voice(row: dict[str, Any], cast: Cast, calendar: Calendar) -> Testimonial:
    person, day, moment = (
        cast.users[row["by"]],
        calendar.day(row["consented_days"]),
        calendar.moment(row["consented_days"]),
    )
    consent = Consent(
        scope=ConsentScope(row["scope"]),
        on=day,
        until=calendar.day(row["expires_days"]) if "expires_days" in row else None,
        link=row.get("link", ""),
        upload=paper(row["file"]) if "file" in row else None,
    )
    details = TestimonialDetails(row["quote"], row["speaker"], row["language"], consent)
    with acting(person, moment):
        return record_testimonial(cast.organisations[row["organisation"]].id, details, person, moment, day)
