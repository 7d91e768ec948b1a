"""Indicators (KPIs): what is counted, agreed, entered, approved and published."""

from flask import Flask

from ambassador.kpis import models

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador import due
    from ambassador.charter import related
    from ambassador.conventions import measures
    from ambassador.files.queries import register_sight
    from ambassador.kpis import labels
    from ambassador.kpis.queries.coverage import agreed_for_actions, kpis_about, plans_of
    from ambassador.kpis.queries.due import find_due
    from ambassador.kpis.queries.evidence import is_evidence_in_sight
    from ambassador.kpis.views import blueprint

    app.register_blueprint(blueprint)
    labels.register(app)
    register_sight(is_evidence_in_sight)
    due.register(find_due)
    measures.register("kpis.agreed_for_actions", agreed_for_actions, labels.AGREED_FOR_ACTIONS, ahead=plans_of)
    related.register(labels.KPIS, kpis_about)
    related.register_page(labels.COVERAGE, lambda charter: ("kpis.coverage", {"structure": charter.organisation_id}))
