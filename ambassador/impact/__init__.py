"""The impact report: what partners read, from figures that others entered and approved."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from ambassador import i18n
from ambassador.accounts import history
from ambassador.impact import models
from ambassador.impact.models import ConsentScope, ShareState, TestimonialState

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador import due
    from ambassador.files.queries import register_sight
    from ambassador.impact import services, words
    from ambassador.impact.due import find
    from ambassador.impact.queries.testimonials import is_proof_in_sight
    from ambassador.impact.views import blueprint, shared
    from ambassador.kpis import companions

    app.register_blueprint(blueprint)
    app.register_blueprint(shared.blueprint)
    companions.register(services.keep_cells, services.cells_differ, words.PUBLISHED_TOO)
    app.jinja_env.filters["quarter_runs"] = words.runs
    due.register(find)
    register_sight(is_proof_in_sight)
    _register_words()


def _register_words() -> None:
    i18n.register_labels(
        {
            ConsentScope.INTERNAL: _l("interne seulement"),
            ConsentScope.REPORT: _l("rapport d’impact"),
            ConsentScope.PUBLIC: _l("tout usage public"),
            TestimonialState.VALID: _l("consentement valable"),
            TestimonialState.EXPIRING: _l("expire dans les 60 jours"),
            TestimonialState.EXPIRED: _l("consentement expiré"),
            TestimonialState.WITHDRAWN: _l("témoignage retiré"),
        }
    )
    i18n.register_labels(
        {
            ShareState.OPEN: _l("ouvert"),
            ShareState.EXPIRED: _l("expiré"),
            ShareState.REVOKED: _l("retiré"),
        }
    )
    history.register_field_names(
        {
            "Testimonial": _l("témoignage"),
            "Testimonial.organisation_id": _l("structure"),
            "Testimonial.language": _l("langue"),
            "Testimonial.scope": _l("usage permis"),
            "Testimonial.consented_on": _l("date du consentement"),
            "Testimonial.file_id": _l("fichier de preuve"),
            "Testimonial.expires_on": _l("fin du consentement"),
            "Testimonial.withdrawn_on": _l("retrait"),
            "Testimonial.withdrawn_by_id": _l("retiré par"),
            "Testimonial.withdrawal_reason": _l("raison du retrait"),
            "ShareLink": _l("lien de partage"),
            "ShareLink.edition_id": _l("édition"),
            "ShareLink.label": _l("pour qui"),
            "ShareLink.format": _l("format"),
            "ShareLink.made_by_id": _l("créé par"),
            "ShareLink.made_at": _l("créé le"),
            "ShareLink.expires_on": _l("dernier jour"),
            "ShareLink.revoked_at": _l("retiré le"),
            "ShareLink.revoked_by_id": _l("retiré par"),
            "FundingNotice": _l("mention de financement"),
            "FundingNotice.organisation_id": _l("opérateur"),
            "FundingNotice.line": _l("mention"),
            "FundingNotice.emblem": _l("emblème de l’Union européenne"),
        }
    )
