"""The register of testimonials: noting, changing, withdrawing."""

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.files import storage
from ambassador.i18n import LANGUAGE_NAMES
from ambassador.impact import services
from ambassador.impact.forms import RegisterForm, TestimonialForm, WithdrawalForm
from ambassador.impact.models import TestimonialState
from ambassador.impact.queries import testimonials as queries
from ambassador.impact.views.blueprint import blueprint
from ambassador.kpis.queries.sight import organisations
from ambassador.paging import asked_page
from ambassador.permissions import Permission
from ambassador.submissions import finish

TONES = {
    TestimonialState.VALID: "good",
    TestimonialState.EXPIRING: "warn",
    TestimonialState.EXPIRED: "bad",
    TestimonialState.WITHDRAWN: "muted",
}


@blueprint.get("/testimonials")
@requires(Permission.TESTIMONIALS_VIEW)
def testimonials() -> str:
    form = RegisterForm(request.args)
    sought = form.sought(organisations(viewer()))
    return render_template(
        "impact/testimonials.html",
        form=form,
        page=queries.register(viewer(), sought, clock.today(), asked_page()),
        is_filtered=sought != queries.Sought(),
        today=clock.today(),
        tones=TONES,
    )


@blueprint.route("/testimonials/new", methods=["GET", "POST"])
@requires(Permission.TESTIMONIALS_EDIT)
def new_testimonial() -> str | Response:
    possible = get_or_404(organisations(viewer()) or None)
    form = TestimonialForm(organisations=possible)
    if form.validate_on_submit() and form.accepts(
        services.record_testimonial, form.chosen_organisation_id, form.details, viewer(), clock.now(), clock.today()
    ):
        return finish(url_for("impact.testimonial", number=form.result.id), gettext("Le témoignage est enregistré."))
    return render_template("impact/new_testimonial.html", form=form)


@blueprint.get("/testimonials/<int:number>")
@requires(Permission.TESTIMONIALS_VIEW)
def testimonial(number: int) -> str:
    row = get_or_404(queries.testimonial(number, viewer()))
    return render_template(
        "impact/testimonial.html",
        testimonial=row,
        language_names=LANGUAGE_NAMES,
        today=clock.today(),
        tones=TONES,
        history=history.lines("Testimonial", number, viewer()),
    )


@blueprint.route("/testimonials/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.TESTIMONIALS_EDIT)
def edit_testimonial(number: int) -> str | Response:
    row = get_or_404(queries.testimonial(number, viewer()))
    place = url_for("impact.testimonial", number=number)
    if row.is_withdrawn and request.method == "GET":
        return redirect(place)
    form = TestimonialForm(obj=row)
    if (
        form.validate_on_submit()
        and (row.is_withdrawn or not form.is_stale(row))
        and form.accepts(services.change_testimonial, row, form.details, viewer(), clock.now(), clock.today())
    ):
        return _discarding(form.result, finish(place, gettext("Le témoignage est enregistré.")))
    return render_template("impact/edit_testimonial.html", form=form, testimonial=row)


@blueprint.route("/testimonials/<int:number>/withdraw", methods=["GET", "POST"])
@requires(Permission.TESTIMONIALS_EDIT)
def withdraw_testimonial(number: int) -> str | Response:
    row = get_or_404(queries.testimonial(number, viewer()))
    form = WithdrawalForm()
    if form.validate_on_submit() and form.accepts(
        services.withdraw_testimonial, row, form.reason.data or "", viewer(), clock.today()
    ):
        message = gettext("Le témoignage est retiré : son texte, le nom et la preuve sont effacés partout.")
        return _discarding(form.result, finish(url_for("impact.testimonial", number=number), message))
    return render_template("impact/withdraw_testimonial.html", form=form, testimonial=row)


def _discarding(stored_as: str | None, done: Response) -> Response:
    """The content of a proof goes once its row is gone for good."""
    storage.discard(stored_as, storage.folder_in(current_app.config["INSTANCE_PATH"]))
    return done
