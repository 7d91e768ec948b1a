"""What partners read of a row: not the row, but the publication that made its number known."""

from flask_babel import gettext

from ambassador import i18n
from ambassador.accounts.models import Organisation, User
from ambassador.impact.origins import Asked, Quantity, Source, Step
from ambassador.impact.span import quarter_of
from ambassador.kpis.models import Publication


def published(
    asked: Asked, month: int, name: str, numbers: tuple[Quantity | None, ...], organisation: Organisation | None = None
) -> Source:
    """A number as its quarter's latest publication keeps it. `organisation`: who published it, where not the operator."""
    programme = asked.report.programme
    owner = organisation or programme.operator
    publication = programme.publication(owner.id, quarter_of(month))
    return Source(
        name,
        tuple(number or 0 for number in numbers),
        i18n.local_day(publication.published_at) if publication else None,
        steps=(publication_step(publication),) if publication else (),
    )


def publication_step(publication: Publication) -> Step:
    """By role and organisation: partners read no person's name."""
    who = _of(publication.published_by, publication.organisation)
    what = gettext("publication n° %(number)s", number=publication.number)
    return Step(str(what), who, i18n.local_day(publication.published_at))


def role_words(person: User) -> str:
    return _of(person, person.organisation)


def _of(person: User, organisation: Organisation) -> str:
    return str(
        gettext(
            "%(role)s, %(organisation)s",
            role=i18n.label(person.role),
            organisation=i18n.text_for_reader(organisation.name),
        )
    )
