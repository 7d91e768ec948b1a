"""What a format of an edition is made from: its frozen content in one language, and the quotes that may be shown today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ambassador.impact.edition.content import Told


@dataclass(frozen=True)
class Voice:
    """A testimonial in its own words and language."""

    quote: str
    speaker: str
    language: str


class Silence(StrEnum):
    """Why a testimonial is no longer shown."""

    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    """It expired, was narrowed, or its words are others by now."""


@dataclass(frozen=True)
class Rendition:
    """`voices` stand in the order of `told.quotes`; None where the consent ended: a neutral mark takes the place, which
    `silences` words. Without `sha256` it is a preview, and nothing of it is frozen yet; without `published_on` it is not
    published."""

    told: Told
    voices: Sequence[Voice | None]
    number: int
    sha256: str | None = None
    published_on: date | None = None
    silences: Sequence[Silence] = ()

    def silence(self, place: int) -> Silence:
        """Why nothing is said in a place of `voices`."""
        return self.silences[place] if place < len(self.silences) else Silence.ENDED
