"""Share links of a published edition: the list, making one, revoking it."""

from flask import render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.impact.forms import RevokeForm, ShareLinkForm
from ambassador.impact.models import Edition, ShareLink, ShareState
from ambassador.impact.queries import sharing as queries
from ambassador.impact.services import sharing as services
from ambassador.impact.views.blueprint import blueprint
from ambassador.impact.words import SHARED_FORMATS
from ambassador.permissions import Permission
from ambassador.submissions import finish

TONES = {ShareState.OPEN: "good", ShareState.EXPIRED: "muted", ShareState.REVOKED: "bad"}


@blueprint.get("/editions/<int:number>/links")
@requires(Permission.EDITIONS_SHARE)
def share_links(number: int) -> str:
    edition = get_or_404(queries.published_edition(number, viewer()))
    links = queries.links(edition)
    return render_template(
        "impact/share_links.html",
        edition=edition,
        links=links,
        views=queries.views(links, clock.today()),
        address=_address_to_show(edition),
        formats=SHARED_FORMATS,
        today=clock.today(),
        tones=TONES,
    )


@blueprint.route("/editions/<int:number>/links/new", methods=["GET", "POST"])
@requires(Permission.EDITIONS_SHARE)
def new_share_link(number: int) -> str | Response:
    edition = get_or_404(queries.published_edition(number, viewer()))
    form = ShareLinkForm(data={"expires_on": clock.today() + services.USUAL_DAYS})
    if form.validate_on_submit() and form.accepts(
        services.make_link, edition, form.details, viewer(), clock.now(), clock.today()
    ):
        _show_once(edition, *form.result)
        return finish(url_for("impact.share_links", number=number), gettext("Le lien est prêt : copiez son adresse."))
    return render_template("impact/new_share_link.html", form=form, edition=edition)


@blueprint.route("/links/<int:number>/revoke", methods=["GET", "POST"])
@requires(Permission.EDITIONS_SHARE)
def revoke_share_link(number: int) -> str | Response:
    link = get_or_404(queries.link(number, viewer()))
    place = url_for("impact.share_links", number=link.edition_id)
    form = RevokeForm()
    if form.validate_on_submit() and form.accepts(services.revoke_link, link, viewer(), clock.now(), clock.today()):
        return finish(place, gettext("Le lien est retiré : il n’ouvre plus rien."))
    return render_template("impact/revoke_share_link.html", form=form, link=link, place=place, today=clock.today())


def _show_once(edition: Edition, link: ShareLink, token: str) -> None:
    """Keep the address of a new link for the next page of links that this browser opens."""
    session["share_link"] = [edition.id, link.id, token]


def _address_to_show(edition: Edition) -> tuple[int, str] | None:
    """The number of the link just made and its address; asked again, there is none."""
    number, link, token = session.get("share_link", (None, None, ""))
    if number != edition.id:
        return None
    del session["share_link"]
    return link, url_for("shared.page", token=token, _external=True)
