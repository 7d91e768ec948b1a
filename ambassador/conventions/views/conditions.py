"""Recording that a condition is met, and undoing it."""

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.conventions import queries
from ambassador.conventions.forms.contribution import ConditionForm, ReasonForm
from ambassador.conventions.models import Commitment
from ambassador.conventions.queries import contributions as reads
from ambassador.conventions.services import conditions as services
from ambassador.conventions.views.blueprint import blueprint, convention_or_404
from ambassador.permissions import Permission
from ambassador.submissions import finish


@blueprint.route("/<int:number>/commitments/<int:commitment_number>/condition", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def record_condition(number: int, commitment_number: int) -> str | Response:
    convention = convention_or_404(number)
    commitment = get_or_404(queries.commitment(convention, commitment_number))
    form = ConditionForm()
    if form.validate_on_submit() and form.accepts(
        services.record_condition, commitment, form.details, viewer(), clock.now(), clock.today()
    ):
        return finish(_place(commitment), gettext("La condition est remplie : l’engagement compte depuis ce jour."))
    return render_template("conventions/record_condition.html", form=form, convention=convention, commitment=commitment)


@blueprint.route("/<int:number>/commitments/<int:commitment_number>/condition/undo", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def undo_condition(number: int, commitment_number: int) -> str | Response:
    convention = convention_or_404(number)
    commitment = get_or_404(queries.commitment(convention, commitment_number))
    record = reads.standing_record(commitment)
    form = ReasonForm(data={"version": commitment.version})
    if (
        form.validate_on_submit()
        and not form.is_stale(commitment)
        and form.accepts(
            services.undo_condition, commitment, record, form.reason.data or "", viewer(), clock.now(), clock.today()
        )
    ):
        return finish(_place(commitment), gettext("La condition n’est plus remplie : l’engagement attend à nouveau."))
    return render_template("conventions/undo_condition.html", form=form, convention=convention, commitment=commitment)


def _place(commitment: Commitment) -> str:
    return url_for("conventions.commitment", number=commitment.convention_id, commitment_number=commitment.id)
