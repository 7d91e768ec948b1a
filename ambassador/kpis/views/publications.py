"""Publishing a quarter, and what was published."""

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.kpis import rights
from ambassador.kpis.forms.figure import PublishForm
from ambassador.kpis.queries import entry as entry_queries
from ambassador.kpis.queries import publications as queries
from ambassador.kpis.queries.republished import changes
from ambassador.kpis.services.publications import publish_quarter
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import chosen_quarter, chosen_structure
from ambassador.permissions import Permission
from ambassador.submissions import finish


@blueprint.get("/publications")
@requires(Permission.KPIS_VIEW)
def publications() -> str:
    organisation, choices = chosen_structure()
    found = queries.publications(organisation) if organisation else []
    return render_template(
        "kpis/publications.html",
        organisation=organisation,
        choices=choices,
        publications=found,
        can_publish=organisation is not None and rights.can_publish(viewer(), organisation.id),
    )


@blueprint.get("/publications/<int:number>")
@requires(Permission.KPIS_VIEW)
def publication(number: int) -> str:
    found = get_or_404(queries.publication(number, viewer()))
    return render_template(
        "kpis/publication.html",
        publication=found,
        lines=queries.published_lines(found, clock.today()),
        changes=changes(found),
    )


@blueprint.route("/publications/new", methods=["GET", "POST"])
@requires(Permission.KPIS_PUBLISH)
def publish() -> str | Response:
    """The viewer's own structure, or the operator's programme."""
    today, organisation = clock.today(), viewer().organisation
    get_or_404(organisation if rights.can_publish(viewer(), organisation.id) else None)
    quarter = chosen_quarter(entry_queries.last_quarter_over(today))
    form = PublishForm()
    if form.validate_on_submit() and form.accepts(
        publish_quarter, organisation, quarter, viewer(), clock.now(), today, form.note.data or "", form.seen.data or ""
    ):
        message = gettext("Le trimestre est publié : publication n° %(number)s.", number=form.result.number)
        return finish(url_for("kpis.publication", number=form.result.id), message)
    shown = queries.preview(organisation, quarter, today)
    form.seen.data = shown.seen
    return render_template(
        "kpis/publish.html",
        form=form,
        preview=shown,
        quarters=entry_queries.quarters(shown.adoptions, today)[1:],
    )
