"""What the documents of a structure's KPI set say, in the reader's language: words and values only, no mark-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext, pgettext

from ambassador import documents, i18n
from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.documents import Cell, Column, Sheet
from ambassador.kpis import facts
from ambassador.kpis.models import Adoption, AdoptionState, AdoptionVersion
from ambassador.kpis.queries.coverage import Coverage

STATES = (AdoptionState.AGREED, AdoptionState.PROPOSED, AdoptionState.DRAFT, AdoptionState.RETIRED)


@dataclass(frozen=True)
class KpiSet:
    """All KPIs of a structure, with the version of each that is in force, and what of the plan they cover."""

    organisation: Organisation
    kpis: Sequence[Adoption]
    versions: dict[int, AdoptionVersion]
    """The last agreed version of each KPI that changed since its first agreement."""
    coverage: Coverage
    today: date

    @property
    def title(self) -> str:
        return str(gettext("Série de KPI : %(structure)s", structure=i18n.text_for_reader(self.organisation.name)))

    @property
    def lead(self) -> str:
        """How many there are in each state, on which day."""
        return str(
            ngettext(
                "%(count)s KPI, dont %(num)d convenu. État au %(day)s.",
                "%(count)s KPI, dont %(num)d convenus. État au %(day)s.",
                len(self.in_state(AdoptionState.AGREED)),
                count=len(self.kpis) - len(self.in_state(AdoptionState.RETIRED)),
                day=i18n.day(self.today),
            )
        )

    @property
    def covered(self) -> str:
        """What of the plan is covered; nothing for the operator, which has none."""
        if self.organisation.kind is OrganisationKind.OPERATOR:
            return ""
        words = gettext(
            "Actions avec un KPI convenu : %(covered)s sur %(count)s",
            covered=len(self.coverage.covered),
            count=len(self.coverage.actions),
        )
        if self.coverage.is_whole:
            return f"{words}."
        return f"{words}. {gettext('La structure n’a pas confirmé que sa liste d’actions est complète.')}"

    def in_state(self, state: AdoptionState) -> list[Adoption]:
        return [kpi for kpi in self.kpis if kpi.state is state]


def as_pdf(found: KpiSet) -> bytes:
    return documents.pdf("kpis/agreed_set.typ", _for_pdf(found))


def _for_pdf(found: KpiSet) -> dict[str, Any]:
    return {
        "lang": i18n.language(),
        "title": found.title,
        "lead": found.lead,
        "covered": found.covered,
        "empty": gettext("Aucun KPI pour le moment."),
        "words": {
            "page": gettext("page"),
            "overview": gettext("Vue d’ensemble"),
            "columns": [
                gettext("Code"),
                pgettext("singular", "KPI"),
                gettext("Action"),
                gettext("État"),
                gettext("Convenu le"),
            ],
            "definition": gettext("Définition"),
            "agreement": gettext("Accord"),
            "none": gettext("Non renseigné"),
        },
        "kpis": [_kpi(kpi, found) for state in STATES for kpi in found.in_state(state)],
    }


def _kpi(kpi: Adoption, found: KpiSet) -> dict[str, Any]:
    return {
        "code": kpi.code,
        "name": i18n.text_for_reader(kpi.definition.name),
        "action": _action(kpi),
        "state": i18n.label(kpi.state),
        "agreed": _agreed_on(kpi),
        "note": _note(kpi, found),
        "definition": _pairs(facts.definition_facts(kpi.definition, i18n.text_for_reader)),
        "agreement": _pairs(facts.agreement_facts(kpi, i18n.text_for_reader)),
    }


def _pairs(found: facts.Facts) -> list[list[str]]:
    return [[name, str(value)] for name, value in found]


def _action(kpi: Adoption) -> str:
    if kpi.action is None:
        return str(gettext("Programme"))
    return f"{kpi.action.code} {i18n.text_for_reader(kpi.action.title)}"


def _agreed_on(kpi: Adoption) -> str:
    return i18n.day(i18n.local_day(kpi.agreed_at)) if kpi.agreed_at else ""


def _note(kpi: Adoption, found: KpiSet) -> str:
    """What else a reader must know: an example, a later version, why it was retired."""
    notes = []
    if kpi.is_unvalidated_example:
        notes.append(gettext("Repris d’un exemple, à adapter avec la structure."))
    if (version := found.versions.get(kpi.id)) and version.agreed_at:
        day = i18n.day(i18n.local_day(version.agreed_at))
        notes.append(gettext("Version %(number)s, convenue le %(day)s.", number=version.number, day=day))
    if kpi.state is AdoptionState.RETIRED:
        notes.append(gettext("Retiré : %(reason)s", reason=kpi.reason))
    return " ".join(notes)


def as_workbook(found: KpiSet) -> bytes:
    kpis = [kpi for state in STATES for kpi in found.in_state(state)]
    return documents.workbook([_table(found, kpis), _targets(kpis)], found.title, found.today)


def _table(found: KpiSet, kpis: Sequence[Adoption]) -> Sheet:
    """One row for each KPI; the points of its definition and agreement are the columns."""
    names = list(dict.fromkeys(name for kpi in kpis for name, _ in _points(kpi)))
    head = [
        Column(gettext("Code")),
        Column(pgettext("singular", "KPI"), 32),
        Column(gettext("Action"), 32),
        Column(gettext("État"), 12),
        Column(gettext("Proposé le"), 18),
        Column(gettext("Convenu le"), 18),
        Column(gettext("Remarque"), 32),
    ]
    return Sheet(
        name=pgettext("plural", "KPI"),
        columns=[*head, *(Column(name, 28) for name in names)],
        rows=[_row(kpi, found, names) for kpi in kpis],
        above=[found.title, " ".join(filter(None, (found.lead, found.covered)))],
    )


def _points(kpi: Adoption) -> list[tuple[str, str]]:
    said = {gettext("Proposé"), gettext("Convenu")}
    found = [
        *facts.definition_facts(kpi.definition, i18n.text_for_reader),
        *facts.agreement_facts(kpi, i18n.text_for_reader),
    ]
    return [(name, str(value)) for name, value in found if name not in said]


def _row(kpi: Adoption, found: KpiSet, names: Sequence[str]) -> list[Cell]:
    points = dict(_points(kpi))
    return [
        kpi.code,
        i18n.text_for_reader(kpi.definition.name),
        _action(kpi),
        i18n.label(kpi.state),
        kpi.proposed_at,
        kpi.agreed_at,
        _note(kpi, found),
        *(points.get(name, "") for name in names),
    ]


def _targets(kpis: Sequence[Adoption]) -> Sheet:
    return Sheet(
        name=gettext("Cibles"),
        columns=[
            Column(gettext("Code")),
            Column(pgettext("singular", "KPI"), 32),
            Column(gettext("À partir de"), 18),
            Column(gettext("Cible"), 14),
            Column(gettext("Unité"), 20),
        ],
        rows=[
            [
                kpi.code,
                i18n.text_for_reader(kpi.definition.name),
                i18n.month_name(target.month),
                target.value,
                i18n.text_for_reader(kpi.definition.unit),
            ]
            for kpi in kpis
            for target in kpi.targets
        ],
    )
