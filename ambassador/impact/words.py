"""Spans, periods, days and gaps in the reader's words."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext, lazy_gettext

from ambassador import i18n
from ambassador.accounts.models import OrganisationKind
from ambassador.impact.reading import Closed
from ambassador.impact.span import Remark, shifted
from ambassador.periods import Period

QUARTERS_IN_DAY = 4

PUBLISHED_TOO = {
    OrganisationKind.OPERATOR: lazy_gettext(
        "Avec ces KPI, les webinaires et les présences de ce trimestre sont publiés, pour le programme et pour chaque "
        "structure. Si un nombre change de moins de 5 personnes depuis une publication précédente, toutes les présences du "
        "trimestre sont masquées."
    ),
    OrganisationKind.AMBASSADOR: lazy_gettext(
        "Avec ces KPI, les jours de suivi de ce trimestre sont publiés, et l’état des actions à la fin du trimestre."
    ),
}
"""Beside the preview of a quarter's publication."""

SHARED_FORMATS = {
    "": lazy_gettext("la page et tous les fichiers"),
    "web": lazy_gettext("la page seule"),
    "pdf": lazy_gettext("un PDF, pour lire et imprimer"),
    "docx": lazy_gettext("un document Word (DOCX)"),
    "xlsx": lazy_gettext("un classeur Excel (XLSX)"),
    "csv": lazy_gettext("les chiffres seuls (CSV)"),
    "json": lazy_gettext("les données complètes (JSON)"),
}
"""What a share link gives: everything, or one format."""


def half(is_programme: bool, name: str) -> str:
    """The two parts of the report that [WTC] art. 2.2 asks for."""
    if is_programme:
        return str(gettext("Tous les ambassadeurs"))
    return name


def short_period(period: Period) -> str:
    return i18n.short_period(period)


def category(period: Period) -> str:
    """A period under a chart, where it may stand on two lines."""
    return short_period(period).replace("\u00a0", " ")


def runs(quarters: Sequence[Period]) -> list[str]:
    """Quarters in a row as one: "T1 2025", "T3 2025 – T1 2026"."""
    found: list[list[Period]] = []
    for quarter in quarters:
        if found and shifted(found[-1][-1], 1) == quarter:
            found[-1].append(quarter)
        else:
            found.append([quarter])
    ends = [dict.fromkeys([run[0], run[-1]]) for run in found]
    return [" – ".join(map(short_period, both)) for both in ends]


def short_month(month: int) -> str:
    return i18n.month_name(month, "MMM y")


def listed(texts: Sequence[str]) -> str:
    return ", ".join(texts)


def closed_words(closed: Closed) -> str:
    said = {
        Closed.UNPUBLISHED: gettext("pas encore publié"),
        Closed.OTHER_FORM: gettext("pas encore publié sous cette forme"),
        Closed.TO_COME: gettext("à venir"),
    }
    return str(said[closed])


def hidden_word() -> str:
    return str(gettext("masqué"))


def why_hidden() -> str:
    """Beside a figure in which something is hidden; how that is decided stands in `impact.suppression`."""
    return str(
        gettext("« Masqué » : un nombre en dessous de 5 personnes, ou un nombre qui permettrait de le calculer.")
    )


def remark_words(remark: Remark) -> str:
    sentences = {
        Remark.UNREADABLE: gettext("Le trimestre demandé n’a pas été compris : il est remplacé par le choix habituel."),
        Remark.REVERSED: gettext("Les deux trimestres étaient inversés : ils ont été remis dans l’ordre."),
        Remark.FILTER: gettext("Le filtre demandé n’existe pas : tout est montré."),
        Remark.SHORTENED: gettext("Un rapport couvre au plus trois ans : seuls les derniers trimestres sont montrés."),
    }
    return str(sentences[remark])


def days(quarters: int) -> str:
    """Quarter days as a number of days: "2¾"."""
    return i18n.quarters(quarters)


def in_days(quarters: int) -> Decimal:
    return Decimal(quarters) / QUARTERS_IN_DAY


def percent_points(ratio: Decimal) -> int:
    """As it is read: rates are compared as they are shown."""
    return int(i18n.round_half_up(ratio * 100, 0))
