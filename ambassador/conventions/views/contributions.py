"""A commitment's own page, and what the parties contribute to it."""

from flask import render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock, plotly_bundle
from ambassador.access import can, get_or_404, requires, viewer
from ambassador.conventions import pictures, progress, queries, standing_words, words
from ambassador.conventions.forms.contribution import ContributionForm, ReasonForm, ShortContributionForm
from ambassador.conventions.models import Contribution
from ambassador.conventions.queries import contributions as reads
from ambassador.conventions.services import contributions as services
from ambassador.conventions.views.blueprint import blueprint, convention_or_404
from ambassador.permissions import Permission
from ambassador.submissions import finish, press


@blueprint.get("/<int:number>/commitments/<int:commitment_number>")
@requires(Permission.CONVENTIONS_VIEW)
def commitment(number: int, commitment_number: int) -> str:
    convention, today = convention_or_404(number, with_contributions=True), clock.today()
    row = get_or_404(queries.commitment(convention, commitment_number))
    shown = progress.of_commitment(row, viewer(), today)
    return render_template(
        "conventions/commitment.html",
        convention=convention,
        commitment=row,
        shown=shown,
        chart=pictures.running_total(row, shown.standing.work, today),
        contributions=reads.contributions_with_people(row),
        conditions=reads.condition_records(row) if row.condition else [],
        own_id=viewer().organisation_id,
        can_contribute=can("contributions.record")
        and services.contributing_party(row, viewer()) is not None
        and convention.is_open(today),
        rule=standing_words.rule_of_risk(),
        bundle=plotly_bundle.load(),
        today=today,
        words=words,
    )


@blueprint.route("/<int:number>/commitments/<int:commitment_number>/contribute", methods=["GET", "POST"])
@requires(Permission.CONTRIBUTIONS_RECORD)
def contribute(number: int, commitment_number: int) -> str | Response:
    """By the short form where things are counted one by one, unless the full one is asked for."""
    convention = convention_or_404(number)
    row = get_or_404(queries.commitment(convention, commitment_number))
    get_or_404(services.contributing_party(row, viewer()))
    is_short = row.unit not in services.AMOUNTS and "full" not in request.args
    form = ShortContributionForm() if is_short else ContributionForm(commitment=row)
    if form.validate_on_submit() and form.accepts(
        services.record_contribution, row, form.details, viewer(), clock.now(), clock.today()
    ):
        return finish(_place(form.result), gettext("La contribution est notée. L’autre partie peut la confirmer."))
    return render_template(
        "conventions/contribute.html", form=form, convention=convention, commitment=row, is_short=is_short, words=words
    )


@blueprint.route("/<int:number>/contributions/<int:contribution_number>/edit", methods=["GET", "POST"])
@requires(Permission.CONTRIBUTIONS_RECORD)
def edit_contribution(number: int, contribution_number: int) -> str | Response:
    convention = convention_or_404(number, with_contributions=True)
    contribution = get_or_404(reads.own_contribution(convention, contribution_number, viewer()))
    form = ContributionForm(obj=contribution, commitment=contribution.commitment)
    if (
        form.validate_on_submit()
        and not form.is_stale(contribution)
        and form.accepts(services.change_contribution, contribution, form.details, viewer(), clock.now(), clock.today())
    ):
        return finish(_place(contribution), gettext("La contribution est corrigée. L’autre partie peut la confirmer."))
    return render_template(
        "conventions/edit_contribution.html",
        form=form,
        convention=convention,
        contribution=contribution,
        words=words,
    )


@blueprint.post("/<int:number>/contributions/<int:contribution_number>/withdraw")
@requires(Permission.CONTRIBUTIONS_RECORD)
def withdraw_contribution(number: int, contribution_number: int) -> Response:
    contribution = get_or_404(
        reads.own_contribution(convention_or_404(number, with_contributions=True), contribution_number, viewer())
    )
    return press(
        contribution,
        lambda: services.withdraw_contribution(contribution, viewer(), clock.today()),
        _place(contribution),
        gettext("La contribution est retirée. Elle reste dans la liste et ne compte plus."),
    )


@blueprint.post("/<int:number>/contributions/<int:contribution_number>/confirm")
@requires(Permission.CONTRIBUTIONS_DECIDE)
def confirm_contribution(number: int, contribution_number: int) -> Response:
    contribution = get_or_404(
        reads.others_contribution(convention_or_404(number, with_contributions=True), contribution_number, viewer())
    )
    return press(
        contribution,
        lambda: services.confirm_contribution(contribution, viewer(), clock.now()),
        _place(contribution),
        gettext("La contribution est confirmée : elle compte."),
    )


@blueprint.route("/<int:number>/contributions/<int:contribution_number>/contest", methods=["GET", "POST"])
@requires(Permission.CONTRIBUTIONS_DECIDE)
def contest_contribution(number: int, contribution_number: int) -> str | Response:
    convention = convention_or_404(number, with_contributions=True)
    contribution = get_or_404(reads.others_contribution(convention, contribution_number, viewer()))
    form = ReasonForm(data={"version": contribution.version})
    if (
        form.validate_on_submit()
        and not form.is_stale(contribution)
        and form.accepts(services.contest_contribution, contribution, form.reason.data or "", viewer(), clock.now())
    ):
        return finish(_place(contribution), gettext("La contribution est contestée : elle ne compte pas."))
    return render_template(
        "conventions/contest_contribution.html",
        form=form,
        convention=convention,
        contribution=contribution,
        words=words,
    )


def _place(contribution: Contribution) -> str:
    commitment = contribution.commitment
    return url_for(
        "conventions.commitment",
        number=commitment.convention_id,
        commitment_number=commitment.id,
        _anchor=f"contribution-{contribution.id}",
    )
