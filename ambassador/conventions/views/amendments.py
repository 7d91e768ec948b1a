"""Pages of amendments: what they say and change, their files, and who signed."""

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.conventions import change_words, queries, words
from ambassador.conventions.forms import CommitmentForm, DeleteForm
from ambassador.conventions.forms.amendment import AmendmentFilesForm, AmendmentForm, AmendmentSigningForm
from ambassador.conventions.models import Amendment, DueRule
from ambassador.conventions.services import amendment_files, amendments
from ambassador.conventions.views.blueprint import blueprint, convention_or_404
from ambassador.permissions import Permission
from ambassador.submissions import finish, press

PROPOSAL = "/<int:number>/amendments/<int:amendment_number>/commitments/<int:commitment_number>"


@blueprint.get("/<int:number>/amendments/<int:amendment_number>")
@requires(Permission.CONVENTIONS_VIEW)
def amendment(number: int, amendment_number: int) -> str:
    row, today = _amendment(number, amendment_number), clock.today()
    changed = {proposal.replaces_id for proposal in row.proposals} | {ending.commitment_id for ending in row.endings}
    free = [one for one in row.convention.commitments_on(row.effective_from) if one.id not in changed]
    return render_template(
        "conventions/amendment.html",
        convention=row.convention,
        amendment=row,
        free=[one for one in free if one.amendment_id != row.id],
        is_open=row.convention.is_open(today),
        can_add_files=amendment_files.can_add_files(row, today),
        own_party=row.convention.party_of(viewer().organisation_id),
        today=today,
        words=words,
        change_words=change_words,
    )


@blueprint.route("/<int:number>/amendments/new", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def new_amendment(number: int) -> str | Response:
    convention = convention_or_404(number)
    form = AmendmentForm(data={"number": str(len(convention.amendments) + 1)})
    if form.validate_on_submit() and form.accepts(
        amendments.create_amendment, convention, form.details, today=clock.today()
    ):
        return finish(_place_of(form.result), gettext("L’avenant est ajouté. Il ne change rien avant d’être signé."))
    return render_template("conventions/new_amendment.html", form=form, convention=convention)


@blueprint.route("/<int:number>/amendments/<int:amendment_number>/edit", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def edit_amendment(number: int, amendment_number: int) -> str | Response:
    row = _amendment(number, amendment_number)
    form = AmendmentForm(obj=row)
    if (
        form.validate_on_submit()
        and not form.is_stale(row)
        and form.accepts(amendments.change_amendment, row, form.details, today=clock.today())
    ):
        return finish(_place_of(row), gettext("L’avenant est enregistré."))
    return render_template("conventions/edit_amendment.html", form=form, convention=row.convention, amendment=row)


@blueprint.route("/<int:number>/amendments/<int:amendment_number>/delete", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def delete_amendment(number: int, amendment_number: int) -> str | Response:
    row = _amendment(number, amendment_number)
    form = DeleteForm(obj=row)
    if (
        form.validate_on_submit()
        and not form.is_stale(row)
        and form.accepts(amendments.delete_amendment, row, today=clock.today())
    ):
        return finish(url_for("conventions.show", number=number), gettext("L’avenant est supprimé."))
    return render_template("conventions/delete_amendment.html", form=form, convention=row.convention, amendment=row)


@blueprint.route("/<int:number>/amendments/<int:amendment_number>/sign", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def sign_amendment(number: int, amendment_number: int) -> str | Response:
    row, person = _amendment(number, amendment_number), viewer()
    party = get_or_404(row.convention.party_of(person.organisation_id))
    form = AmendmentSigningForm(obj=row, organisation_id=person.organisation_id)
    if (
        form.validate_on_submit()
        and not form.is_stale(row)
        and form.accepts(amendments.sign_amendment, row, form.signing, person, clock.today())
    ):
        return finish(_place_of(row), gettext("Votre signature est notée."))
    return render_template(
        "conventions/sign_amendment.html",
        form=form,
        convention=row.convention,
        amendment=row,
        party=party,
        change_words=change_words,
    )


@blueprint.route("/<int:number>/amendments/<int:amendment_number>/files", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def add_amendment_files(number: int, amendment_number: int) -> str | Response:
    row = _amendment(number, amendment_number)
    form = AmendmentFilesForm()
    if form.validate_on_submit() and form.accepts(
        amendment_files.add_files, row, form.uploads.uploads, viewer(), clock.now(), clock.today()
    ):
        return finish(_place_of(row), gettext("Les fichiers sont joints à l’avenant."))
    return render_template("conventions/add_amendment_files.html", form=form, convention=row.convention, amendment=row)


@blueprint.post("/<int:number>/amendments/<int:amendment_number>/files/<int:file_number>/remove")
@requires(Permission.CONVENTIONS_EDIT)
def remove_amendment_file(number: int, amendment_number: int, file_number: int) -> Response:
    row, today = _amendment(number, amendment_number), clock.today()
    attached = get_or_404(next((one for one in row.files if one.file_id == file_number), None))
    message = gettext("Le fichier est retiré de l’avenant.")
    return press(row, lambda: amendment_files.remove_file(row, attached, today), _place_of(row), message)


@blueprint.route("/<int:number>/amendments/<int:amendment_number>/commitments/new", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def propose_commitment(number: int, amendment_number: int) -> str | Response:
    row = _amendment(number, amendment_number)
    form = CommitmentForm(convention=row.convention, data={"due": DueRule.TERM})
    if form.validate_on_submit() and form.accepts(
        amendments.propose_commitment, row, form.details, today=clock.today()
    ):
        return finish(_place_of(row), gettext("L’engagement est proposé dans l’avenant."))
    return render_template("conventions/propose_commitment.html", form=form, convention=row.convention, amendment=row)


@blueprint.route(PROPOSAL, methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def alter_commitment(number: int, amendment_number: int, commitment_number: int) -> str | Response:
    row = _amendment(number, amendment_number)
    target = get_or_404(queries.commitment_for(row, commitment_number))
    form = CommitmentForm(convention=row.convention, obj=target)
    if (
        form.validate_on_submit()
        and not form.is_stale(target)
        and form.accepts(amendments.propose_other, row, target, form.details, today=clock.today())
    ):
        return finish(_place_of(row), gettext("Le changement est proposé dans l’avenant."))
    return render_template(
        "conventions/alter_commitment.html", form=form, convention=row.convention, amendment=row, commitment=target
    )


@blueprint.post(f"{PROPOSAL}/end")
@requires(Permission.CONVENTIONS_EDIT)
def end_commitment(number: int, amendment_number: int, commitment_number: int) -> Response:
    row = _amendment(number, amendment_number)
    target = get_or_404(queries.commitment_for(row, commitment_number))
    today, message = clock.today(), gettext("L’avenant met fin à cet engagement.")
    return press(row, lambda: amendments.propose_ending(row, target, today), _place_of(row), message)


@blueprint.post(f"{PROPOSAL}/drop")
@requires(Permission.CONVENTIONS_EDIT)
def drop_change(number: int, amendment_number: int, commitment_number: int) -> Response:
    row = _amendment(number, amendment_number)
    target = get_or_404(queries.commitment_for(row, commitment_number))
    today, message = clock.today(), gettext("Ce changement est retiré de l’avenant.")
    return press(row, lambda: amendments.drop_change(row, target, today), _place_of(row), message)


def _amendment(number: int, amendment_number: int) -> Amendment:
    return get_or_404(queries.amendment(convention_or_404(number), amendment_number))


def _place_of(row: Amendment) -> str:
    return url_for("conventions.amendment", number=row.convention_id, amendment_number=row.id)
