"""What the report owns."""

from datetime import UTC, date, datetime
from typing import Any

from ambassador.accounts.models import Organisation, User
from ambassador.accounts.services.invitations import token_hash
from ambassador.charts import Chart, Kind, Series
from ambassador.conventions.models import ApprovalKind, ApprovalState, Convention
from ambassador.demo.factories.accounts import save
from ambassador.demo.factories.changes import approval
from ambassador.impact.edition import canonical, content
from ambassador.impact.edition.content import Body, Funding, Half, Told, ToldChart, ToldHeadline, ToldPart
from ambassador.impact.models import ConsentScope, Edition, EditionScope, FundingNotice, ShareLink, Testimonial
from ambassador.impact.services.funding import USUAL_LINE
from ambassador.translated import LANGUAGES, Translated
from ambassador.writing import PLAIN

TITLES = Translated(fr="Rapport d’impact", nl="Impactrapport", en="Impact report")


def testimonial(organisation: Organisation, **values: Any) -> Testimonial:
    """One that partners may read, without an end."""
    values.setdefault("quote", "Je prends mes rendez-vous seule.")
    values.setdefault("speaker", "Une habitante")
    values.setdefault("language", "fr")
    values.setdefault("scope", ConsentScope.REPORT)
    values.setdefault("consented_on", date(2026, 2, 1))
    values.setdefault("link", "https://preuve.example/1")
    return save(Testimonial(organisation=organisation, **values))


def edition(convention: Convention, preparer: User, **values: Any) -> Edition:
    """A draft of both parts, of one quarter."""
    values.setdefault("number", 1)
    values.setdefault("scope", EditionScope.BOTH)
    values.setdefault("title", TITLES)
    values.setdefault("first_month", 202510)
    values.setdefault("last_month", 202510)
    return save(Edition(convention=convention, prepared_by=preparer, **values))


def published_edition(convention: Convention, asker: User, decider: User, **values: Any) -> Edition:
    """Of one chart: the webinars of a quarter. The one asked for its approval, the other gave it."""
    decided_at = datetime(2026, 3, 1, 10, tzinfo=UTC)
    text = canonical.canonical(canonical.merged({language: content.written(_told(language)) for language in LANGUAGES}))
    hash = canonical.sha256(text)
    asked = approval(
        convention,
        asker,
        kind=ApprovalKind.REPORT,
        text=hash,
        state=ApprovalState.APPROVED,
        decided_by=decider,
        decided_at=decided_at,
    )
    values.setdefault("number", 1)
    values.setdefault("scope", EditionScope.PROGRAMME)
    values.setdefault("title", TITLES)
    values = {"content": text, "content_sha256": hash, "frozen_at": decided_at, "approval": asked, **values}
    return save(Edition(convention=convention, first_month=202510, last_month=202510, prepared_by=asker, **values))


def _told(language: str) -> Told:
    title = TITLES.best(language)[0]
    chart = Chart(
        id="webinars",
        kind=Kind.BAR,
        title="3 webinars",
        categories=["10", "11", "12"],
        keys=["2025-10", "2025-11", "2025-12"],
        category_label="2025",
        series=[Series("webinars", [1, 1, 1], key="held")],
        format=PLAIN,
    )
    part = ToldPart("track", "Webinars", "", language, [ToldChart(chart, "", "")])
    half = Half("programme", title, [ToldHeadline("webinars", "Webinars", "3", "3 webinars")], [part])
    funding = Funding(USUAL_LINE.best(language)[0], True)
    body = Body("WeTechCare", False)
    return Told(language, title, "2025-Q4", "2025-Q4", date(2026, 2, 20), body, None, [half], [], [], [], funding)


def share_link(edition: Edition, maker: User, token: str, **values: Any) -> ShareLink:
    """One whose token is known."""
    values.setdefault("label", "Conseil communal")
    values.setdefault("expires_on", date(2026, 6, 1))
    values.setdefault("made_at", datetime(2026, 3, 2, 9, tzinfo=UTC))
    return save(ShareLink(edition=edition, made_by=maker, token_hash=token_hash(token), **values))


def funding_notice(operator: Organisation, **values: Any) -> FundingNotice:
    values.setdefault("line", USUAL_LINE)
    values.setdefault("emblem", True)
    return save(FundingNotice(organisation_id=operator.id, **values))
