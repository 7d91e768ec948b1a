"""The words around an edition that all its formats share: what it is, what it covers, where its figures come from."""

from collections.abc import Sequence

from flask_babel import gettext, pgettext

from ambassador import i18n
from ambassador.impact.edition.content import Body, Definition, Published, Told
from ambassador.impact.edition.rendition import Rendition
from ambassador.periods import Period


def span(told: Told) -> str:
    """ "1er trimestre 2026 – 2e trimestre 2026"; one quarter by itself."""
    return " – ".join(dict.fromkeys(_quarter(code) for code in (told.first, told.last)))


def pair(name: str, value: str = "") -> str:
    """With the language's own colon; without a value, what stands before it."""
    return str(gettext("%(name)s : %(value)s", name=name, value=value))


def subject(told: Told) -> str:
    return " – ".join(name(body) for body in (told.operator, told.structure) if body)


def name(body: Body) -> str:
    """Marked as made up, unless it says so itself."""
    mark = f"({gettext('inventé')})"
    return body.name if not body.is_made_up or body.name.endswith(mark) else f"{body.name} {mark}"


def facts(rendition: Rendition) -> list[tuple[str, str]]:
    """Name and value of each, for the top of the document."""
    told = rendition.told
    found = [
        (str(gettext("Période")), span(told)),
        (str(gettext("Chiffres arrêtés le")), i18n.day(told.as_of)),
        (str(gettext("Édition")), str(gettext("n° %(number)s", number=rendition.number))),
    ]
    if rendition.published_on:
        found.append((str(gettext("Publiée le")), i18n.day(rendition.published_on)))
    if rendition.sha256:
        found.append((str(gettext("Empreinte SHA-256")), rendition.sha256))
    return found


def mark(rendition: Rendition) -> str:
    """What must be seen first of what is not published; empty when it is."""
    if rendition.sha256 is None:
        return str(gettext("Aperçu : rien n’est encore figé, les chiffres peuvent changer."))
    if rendition.published_on is None:
        return str(gettext("Proposition : ce rapport n’est pas encore publié."))
    return ""


def silence(rendition: Rendition, place: int) -> str:
    """The neutral mark where a quote may not be shown any more."""
    return i18n.label(rendition.silence(place))


def publication(one: Published) -> tuple[str, str, str, str]:
    """Organisation, quarter, number and day."""
    return one.organisation, _quarter(one.quarter), i18n.number(one.number), i18n.day(one.day)


def publication_head() -> tuple[str, str, str, str]:
    return (
        str(gettext("Organisation")),
        str(gettext("Trimestre")),
        str(gettext("Publication n°")),
        str(gettext("Publiée le")),
    )


def definition_head() -> tuple[str, str, str, str]:
    return str(gettext("Code")), str(gettext("Nom")), str(gettext("Définition")), str(gettext("Unité"))


def definition(one: Definition) -> tuple[str, str, str, str]:
    return one.code, one.name, one.text, one.unit


def explained(definition: str, formula: str) -> Sequence[str]:
    """Below a chart: what is counted, and how it is made."""
    said = []
    if definition:
        said.append(str(gettext("Ce qui est compté : %(definition)s", definition=definition)))
    if formula:
        said.append(str(gettext("Calcul : %(formula)s", formula=formula)))
    return said


def words() -> dict[str, str]:
    """The titles that stand in every document."""
    return {
        "contents": str(gettext("Sommaire")),
        "headlines": str(gettext("En bref")),
        "quotes": str(gettext("Paroles")),
        "definitions": str(gettext("Définitions")),
        "publications": str(gettext("D’où viennent les chiffres")),
        "nothing": str(gettext("Il n’y a encore rien à montrer dans cette partie.")),
        "emblem": str(gettext("Emblème de l’Union européenne")),
        "page": str(gettext("Page")),
        "of": str(pgettext("page x of y", "sur")),
        "chart": str(gettext("Graphique")),
        "text": str(gettext("Texte")),
    }


def _quarter(code: str) -> str:
    return i18n.period_name(Period.parse(code))
