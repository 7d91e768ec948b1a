"""Testimonials, and the consent that carries them."""

from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import Organisation, User
from ambassador.audit import Audited
from ambassador.db import Model, Numbered, Versioned, same_presence
from ambassador.files import StoredFile


class ConsentScope(StrEnum):
    """How far a quote may go. Partners read what may stand in the report, and what may stand anywhere."""

    INTERNAL = "internal"
    REPORT = "report"
    PUBLIC = "public"

    @property
    def reach(self) -> int:
        return list(ConsentScope).index(self)


SHOWN_TO_PARTNERS = frozenset({ConsentScope.REPORT, ConsentScope.PUBLIC})
SOON = timedelta(days=60)


class TestimonialState(StrEnum):
    """Where its consent stands on a day: computed, never stored."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    __test__ = False


class Testimonial(Audited, Numbered, Versioned, Model):
    """A quote, its speaker as they wish to be named, and the consent that can be withdrawn at any time.

    Once withdrawn, nothing that tells of the person is left: neither words nor name nor proof.
    """

    __test__ = False
    __tablename__ = "testimonial"
    __table_args__ = (
        CheckConstraint("language IN ('fr', 'nl', 'en')", name="language_known"),
        CheckConstraint("expires_on IS NULL OR expires_on >= consented_on", name="expires_after_consent"),
        CheckConstraint(
            "(withdrawn_on IS NULL AND quote <> '' AND speaker <> '') OR "
            "(withdrawn_on IS NOT NULL AND quote = '' AND speaker = '' AND link = '' AND file_id IS NULL)",
            name="withdrawn_tells_nothing",
        ),
        same_presence("withdrawn_on", "withdrawn_by_id", name="withdrawn_by_somebody"),
    )
    audit_hidden = frozenset({"quote", "speaker", "link"})

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    quote: Mapped[str] = mapped_column(Text)
    speaker: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    scope: Mapped[ConsentScope]
    consented_on: Mapped[date]
    link: Mapped[str] = mapped_column(String(500), default="")
    """To the proof of the consent, where that is not a file."""
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    """The proof as a file."""
    expires_on: Mapped[date | None]
    """The last day of the consent."""
    withdrawn_on: Mapped[date | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    withdrawn_by: Mapped[User | None] = relationship()

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_on is not None

    def state(self, today: date) -> TestimonialState:
        if self.is_withdrawn:
            return TestimonialState.WITHDRAWN
        if self.expires_on is None or self.expires_on > today + SOON:
            return TestimonialState.VALID
        return TestimonialState.EXPIRED if self.expires_on < today else TestimonialState.EXPIRING

    def is_valid(self, today: date) -> bool:
        """Whether its words may be shown on the day, as far as its scope goes."""
        return self.state(today) in {TestimonialState.VALID, TestimonialState.EXPIRING}
