"""What an edition tells, read from what was published: one language for the eye, all three for the seal.

Partners' reading alone is taken – published cells, without small counts of people – whoever prepares it: nothing that could be
subtracted is ever in an edition. It needs no person and no request, only words to speak.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ambassador import i18n
from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.charts import Chart
from ambassador.conventions.models import Convention
from ambassador.impact import report, words
from ambassador.impact.edition import canonical, content
from ambassador.impact.edition.content import (
    Body,
    Definition,
    Funding,
    Half,
    Published,
    Told,
    ToldChart,
    ToldHeadline,
    ToldPart,
)
from ambassador.impact.edition.making import told_chart
from ambassador.impact.models import Edition, EditionScope
from ambassador.impact.queries import sight
from ambassador.impact.queries.funding import notice_of
from ambassador.impact.queries.sight import Programme
from ambassador.impact.reading import Reading
from ambassador.impact.report import Report
from ambassador.impact.span import Span
from ambassador.kpis.models import Publication
from ambassador.periods import Period
from ambassador.translated import LANGUAGES, Translated

PROGRAMME, STRUCTURE = "programme", "structure"
"""The keys of the two halves."""


@dataclass(frozen=True)
class Source:
    """What of an edition is read, its reports in the language of the moment. `publications` are those that its figures come
    from, the oldest quarter first."""

    programme: Programme
    structure: Organisation
    halves: Mapping[str, Report]
    publications: Sequence[Publication]

    @property
    def unpublished(self) -> dict[Organisation, Sequence[Period]]:
        """The quarters of which partners read nothing yet, where there are any."""
        readings = [one.reading for one in self.halves.values()]
        return {one.organisation: one.unpublished for one in readings if one.unpublished}


def freeze(edition: Edition, today: date) -> str:
    """The canonical text of all languages. The quotes must have their digests by now."""
    trees = {}
    for language in LANGUAGES:
        with i18n.speaking(language):
            trees[language] = content.written(told(edition, read(edition, today), today))
    return canonical.canonical(canonical.merged(trees))


def read(edition: Edition, today: date) -> Source:
    operator, structure = parties(edition.convention)
    programme = sight.programme_of(operator)
    span = Span(edition.first, edition.last)
    named = programme.seen_by_partners(today)
    halves, owners = {}, {operator.id}
    if edition.scope is not EditionScope.STRUCTURE:
        reading = Reading(operator, span, False, programme.published, today)
        halves[PROGRAMME] = report.of_programme(programme, named, reading)
        owners |= {one.organisation.id for one in named}
    if edition.scope is not EditionScope.PROGRAMME:
        own = next(
            (one for one in programme.structures if one.organisation.id == structure.id), sight.Structure(structure)
        )
        reading = Reading(structure, span, False, own.published, today)
        halves[STRUCTURE] = report.of_structure(programme, own, reading)
        owners.add(structure.id)
    used = [one for one in programme.latest if one.month in span.months and one.organisation_id in owners]
    return Source(programme, structure, halves, sorted(used, key=lambda one: (one.month, one.organisation_id)))


def parties(convention: Convention) -> tuple[Organisation, Organisation]:
    """The operator and the structure of a convention that an edition can be made of."""
    kinds = {party.organisation.kind: party.organisation for party in convention.parties}
    return kinds[OrganisationKind.OPERATOR], kinds[OrganisationKind.AMBASSADOR]


def told(edition: Edition, source: Source, today: date) -> Told:
    """In the language of the moment."""
    notice = notice_of(source.programme.operator.id)
    has_structure = STRUCTURE in source.halves
    return Told(
        i18n.language(),
        _said(edition.title),
        edition.first.code,
        edition.last.code,
        today,
        _body(source.programme.operator),
        _body(source.structure) if has_structure else None,
        [_half(edition, key, one) for key, one in source.halves.items()],
        list(_definitions(source)),
        [_published(one) for one in source.publications],
        [one.digest for one in edition.quotes],
        Funding(_said(notice.line), notice.emblem) if notice else None,
    )


def _half(edition: Edition, key: str, found: Report) -> Half:
    texts = {row.part: row.words for row in edition.narratives}
    headlines = [ToldHeadline(one.key, one.title, one.value, one.sentence) for one in found.headlines]
    return Half(
        key,
        words.half(key == PROGRAMME, _said(found.reading.organisation.name)),
        headlines,
        list(_parts(key, found, texts)),
    )


def _parts(half: str, found: Report, texts: Mapping[str, Translated]) -> Iterator[ToldPart]:
    for part in (one for one in found.parts if not one.unshown):
        text, language = texts.get(f"{half}.{part.id}", Translated()).best(i18n.language())
        charts = [_chart(half, found, one) for group in part.groups for one in group]
        yield ToldPart(part.id, part.title, text, language, charts)


def _chart(half: str, found: Report, chart: Chart) -> ToldChart:
    """Under an id of its own in the whole edition: both halves can have a chart of the same kind."""
    made = told_chart(found, chart)
    return replace(made, chart=replace(made.chart, id=f"{half}-{chart.id}"))


def _definitions(source: Source) -> Iterator[Definition]:
    """Of the KPIs that are shown, as they were agreed."""
    for found in source.halves.values():
        for kpi in found.kpis:
            adoption, agreed = kpi.series.adoption, kpi.series.adoption.definition
            yield Definition(adoption.code, _said(agreed.name), _said(agreed.definition), _said(agreed.unit))


def _published(one: Publication) -> Published:
    return Published(_said(one.organisation.name), one.quarter.code, one.number, i18n.local_day(one.published_at))


def _body(organisation: Organisation) -> Body:
    return Body(_said(organisation.name), organisation.is_made_up)


def _said(text: Translated) -> str:
    return i18n.text_for_reader(text)
