"""The impact report: what partners read, from figures that others entered and approved."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from ambassador import i18n
from ambassador.accounts import history
from ambassador.impact import models
from ambassador.impact.edition.rendition import Silence
from ambassador.impact.models import ConsentScope, EditionScope, EditionState, ShareState, TestimonialState

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador import due
    from ambassador.conventions import measures
    from ambassador.conventions.services.approvals import register_keeper
    from ambassador.files.queries import register_sight
    from ambassador.impact import services, words
    from ambassador.impact.commands import editions
    from ambassador.impact.due import find
    from ambassador.impact.edition.narrative import to_html
    from ambassador.impact.measures import EDITIONS_PUBLISHED, editions_published
    from ambassador.impact.queries.editions import is_kept, published_under
    from ambassador.impact.queries.testimonials import is_proof_in_sight
    from ambassador.impact.views import blueprint, shared
    from ambassador.kpis import companions

    app.register_blueprint(blueprint)
    app.register_blueprint(shared.blueprint)
    companions.register(services.keep_cells, services.cells_differ, words.PUBLISHED_TOO)
    app.jinja_env.filters["quarter_runs"] = words.runs
    app.jinja_env.filters["narrative"] = to_html
    app.cli.add_command(editions)
    register_keeper(is_kept)
    measures.register(
        EDITIONS_PUBLISHED,
        editions_published,
        _l("Éditions publiées"),
        ahead=published_under,
        rule=_l(
            "Une édition compte quand elle est publiée avec les deux parties demandées : tous les ambassadeurs, et la "
            "structure. Deux éditions qui n’ont chacune qu’une partie comptent ensemble pour une."
        ),
    )
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
            EditionScope.BOTH: _l("les deux parties : tous les ambassadeurs, et la structure"),
            EditionScope.PROGRAMME: _l("tous les ambassadeurs seulement"),
            EditionScope.STRUCTURE: _l("la structure seulement"),
            EditionState.DRAFT: _l("brouillon"),
            EditionState.PROPOSED: _l("attend une décision"),
            EditionState.RETURNED: _l("à revoir"),
            EditionState.PUBLISHED: _l("publiée"),
            Silence.WITHDRAWN: _l("Témoignage retiré à la demande de la personne."),
            Silence.ENDED: _l("Le consentement à ce témoignage a pris fin."),
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
            "Edition": _l("édition du rapport"),
            "Edition.convention_id": _l("convention"),
            "Edition.number": _l("numéro"),
            "Edition.scope": _l("contenu"),
            "Edition.title": _l("titre"),
            "Edition.first_month": _l("premier trimestre"),
            "Edition.last_month": _l("dernier trimestre"),
            "Edition.prepared_by_id": _l("préparée par"),
            "Edition.content_sha256": _l("empreinte du contenu"),
            "Edition.frozen_at": _l("figée le"),
            "Edition.approval_id": _l("approbation"),
            "Narrative": _l("texte d’une partie"),
            "Narrative.edition_id": _l("édition"),
            "Narrative.part": _l("partie du rapport"),
            "Narrative.words": _l("texte"),
            "Quote": _l("témoignage choisi"),
            "Quote.edition_id": _l("édition"),
            "Quote.testimonial_id": _l("témoignage"),
            "Quote.position": _l("place"),
            "Quote.digest": _l("empreinte du témoignage"),
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
