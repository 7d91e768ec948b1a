"""Testimonials: noting one with its consent, changing it with a new consent, and withdrawing it for good.

What was consented to is the exact quote, the name and the use. Withdrawing erases all that could tell of the person, proof
included, here and in the audit, in one step; that it was withdrawn, when and by whom stays. So do the digests in editions, but
not the salts: no guess can be tried against them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update

from ambassador import audit, files
from ambassador.accounts.models import User
from ambassador.conventions.services.contributions import check_link
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.files import StoredFile
from ambassador.impact.models import ConsentScope, Quote, Testimonial
from ambassador.impact.models.keeping import FORGOTTEN


@dataclass(frozen=True)
class Consent:
    """What the person agreed to, when and until when (last day included; None: no end), and its proof: a link, a file."""

    scope: ConsentScope
    on: date
    until: date | None = None
    link: str = ""
    upload: files.Upload | None = None


@dataclass(frozen=True)
class TestimonialDetails:
    quote: str
    speaker: str
    language: str
    consent: Consent

    __test__ = False


def record_testimonial(
    organisation_id: int, details: TestimonialDetails, recorder: User, now: datetime, today: date
) -> Testimonial:
    _check(details, today)
    if details.consent.upload is None and not details.consent.link:
        raise RuleBroken(N_("Donnez la preuve du consentement : un fichier ou un lien."), "file")
    _check_end(details.consent.until, today)
    testimonial = Testimonial(organisation_id=organisation_id)
    _write(testimonial, details)
    if details.consent.upload is not None:
        testimonial.file = files.keep(details.consent.upload, recorder, now, None)
    db.session.add(testimonial)
    db.session.flush()
    return testimonial


def change_testimonial(
    testimonial: Testimonial, details: TestimonialDetails, editor: User, now: datetime, today: date
) -> str | None:
    """The name under which a replaced proof was stored, to be discarded once the change is committed."""
    if testimonial.is_withdrawn:
        raise RuleBroken(N_("Ce témoignage a été retiré : il ne change plus."))
    _check(details, today)
    if details.consent.until != testimonial.expires_on:
        _check_end(details.consent.until, today)
    if _goes_further(testimonial, details):
        _check_new_consent(testimonial, details.consent, today)
    if not details.consent.link and details.consent.upload is None and testimonial.file is None:
        raise RuleBroken(N_("Donnez la preuve du consentement : un fichier ou un lien."), "file")
    _write(testimonial, details)
    replaced = None
    if details.consent.upload is not None:
        replaced = _erase_file(testimonial)
        testimonial.file = files.keep(details.consent.upload, editor, now, None)
    db.session.flush()
    return replaced


def withdraw_testimonial(testimonial: Testimonial, reason: str, person: User, today: date) -> str | None:
    """At any time and without a reason. The answer is as for a change."""
    if testimonial.is_withdrawn:
        raise RuleBroken(N_("Ce témoignage est déjà retiré."))
    told = reason.casefold()
    if any(text.casefold() in told for text in (testimonial.quote, testimonial.speaker)):
        raise RuleBroken(
            N_("N’écrivez ici ni le témoignage ni le nom de la personne : ils doivent disparaître."), "reason"
        )
    erased = _erase_file(testimonial)
    testimonial.quote, testimonial.speaker, testimonial.link = "", "", ""
    testimonial.withdrawn_on, testimonial.withdrawn_by_id, testimonial.withdrawal_reason = today, person.id, reason
    db.session.flush()
    db.session.execute(update(Quote).where(Quote.testimonial_id == testimonial.id).values(salt=FORGOTTEN))
    audit.redact(testimonial, testimonial.audit_hidden)
    return erased


def _check(details: TestimonialDetails, today: date) -> None:
    consent = details.consent
    if not details.quote.strip():
        raise RuleBroken(N_("Écrivez le témoignage."), "quote")
    if not details.speaker.strip():
        raise RuleBroken(N_("Écrivez comment la personne veut être nommée."), "speaker")
    if consent.on > today:
        raise RuleBroken(N_("Cette date est dans le futur."), "consented_on")
    if consent.until is not None and consent.until < consent.on:
        raise RuleBroken(N_("La fin précède le consentement."), "expires_on")
    check_link(consent.link)


def _check_end(until: date | None, today: date) -> None:
    if until is not None and until < today:
        raise RuleBroken(N_("Cette date est déjà passée."), "expires_on")


def _goes_further(testimonial: Testimonial, details: TestimonialDetails) -> bool:
    """Whether the person did not yet agree to it: other words, another name, a wider use, a longer time."""
    consent, before = details.consent, testimonial.expires_on
    return (
        (details.quote, details.speaker) != (testimonial.quote, testimonial.speaker)
        or consent.scope.reach > testimonial.scope.reach
        or (before is not None and (consent.until is None or consent.until > before))
    )


def _check_new_consent(testimonial: Testimonial, consent: Consent, today: date) -> None:
    if consent.on <= testimonial.consented_on and consent.on != today:
        raise RuleBroken(
            N_(
                "Le texte, le nom, l’usage ou la durée change : la personne doit y consentir à nouveau. "
                "Donnez la date du nouveau consentement."
            ),
            "consented_on",
        )
    if consent.upload is None and (not consent.link or consent.link == testimonial.link):
        raise RuleBroken(
            N_(
                "Le texte, le nom, l’usage ou la durée change : donnez la preuve du nouveau consentement, "
                "un fichier ou un autre lien."
            ),
            "file",
        )


def _write(testimonial: Testimonial, details: TestimonialDetails) -> None:
    consent = details.consent
    testimonial.quote, testimonial.speaker = details.quote, details.speaker
    testimonial.language, testimonial.scope = details.language, consent.scope
    testimonial.consented_on, testimonial.expires_on = consent.on, consent.until
    testimonial.link = consent.link


def _erase_file(testimonial: Testimonial) -> str | None:
    """A signed proof names the person: its row goes, and its own name in the audit."""
    file: StoredFile | None = testimonial.file
    if file is None:
        return None
    testimonial.file = None
    db.session.flush()
    db.session.delete(file)
    db.session.flush()
    audit.redact(file, {"name"})
    return file.stored_as
