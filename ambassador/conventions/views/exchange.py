"""Pages of what the parties exchange: contact persons, and approvals before use."""

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import can, get_or_404, requires, viewer
from ambassador.conventions import exchange_words
from ambassador.conventions.forms.exchange import ApprovalForm, ContactForm, DecisionForm, UseForm
from ambassador.conventions.models import Approval, Contact
from ambassador.conventions.queries import exchange
from ambassador.conventions.services import approvals, contacts
from ambassador.conventions.views.blueprint import blueprint, convention_or_404
from ambassador.permissions import Permission
from ambassador.submissions import finish, press


@blueprint.route("/<int:number>/contacts/new", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def new_contact(number: int) -> str | Response:
    convention, today = convention_or_404(number), clock.today()
    own = convention.party_of(viewer().organisation_id)
    form = ContactForm(convention=convention, data={"party_id": own.id if own else None, "since": today})
    if form.validate_on_submit() and form.accepts(contacts.add_contact, convention, form.details, viewer(), today):
        return finish(_contacts(number), gettext("La personne de contact est ajoutée."))
    return render_template("conventions/new_contact.html", form=form, convention=convention)


@blueprint.route("/<int:number>/contacts/<int:contact_number>/edit", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def edit_contact(number: int, contact_number: int) -> str | Response:
    row = _contact(number, contact_number)
    form = ContactForm(convention=row.party.convention, obj=row)
    if (
        form.validate_on_submit()
        and not form.is_stale(row)
        and form.accepts(contacts.change_contact, row, form.details, viewer(), clock.today())
    ):
        return finish(_contacts(number), gettext("La personne de contact est enregistrée."))
    return render_template("conventions/edit_contact.html", form=form, convention=row.party.convention, contact=row)


@blueprint.post("/<int:number>/contacts/<int:contact_number>/seen")
@requires(Permission.CONVENTIONS_VIEW)
def see_contact(number: int, contact_number: int) -> Response:
    row, person = _contact(number, contact_number), viewer()
    return press(row, lambda: contacts.see_contact(row, person), _contacts(number), gettext("C’est noté comme vu."))


@blueprint.get("/<int:number>/approvals/<int:approval_number>")
@requires(Permission.CONVENTIONS_VIEW)
def approval(number: int, approval_number: int) -> str:
    row = _approval(number, approval_number)
    may_edit = row.convention.is_open(clock.today()) and can(Permission.CONVENTIONS_EDIT)
    return render_template(
        "conventions/approval.html",
        convention=row.convention,
        approval=row,
        can_decide=may_edit and approvals.can_decide(row, viewer()),
        can_revise=may_edit and approvals.can_revise(row, viewer()),
        can_use=may_edit and row.used_on is None,
        exchange_words=exchange_words,
    )


@blueprint.route("/<int:number>/approvals/new", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def new_approval(number: int) -> str | Response:
    convention = convention_or_404(number)
    form = ApprovalForm(data={"language": viewer().language})
    if form.validate_on_submit() and form.accepts(
        approvals.ask_approval, convention, form.details, viewer(), clock.now(), clock.today()
    ):
        return finish(_place_of(form.result), gettext("La demande est envoyée à l’autre partie."))
    return render_template("conventions/new_approval.html", form=form, convention=convention)


@blueprint.route("/<int:number>/approvals/<int:approval_number>/edit", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def edit_approval(number: int, approval_number: int) -> str | Response:
    row = _approval(number, approval_number)
    form = ApprovalForm(obj=row)
    if (
        form.validate_on_submit()
        and not form.is_stale(row)
        and form.accepts(approvals.revise_approval, row, form.details, viewer(), clock.now(), clock.today())
    ):
        return finish(_place_of(form.result), gettext("La nouvelle version est envoyée à l’autre partie."))
    return render_template("conventions/edit_approval.html", form=form, convention=row.convention, approval=row)


@blueprint.route("/<int:number>/approvals/<int:approval_number>/decide", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def decide_approval(number: int, approval_number: int) -> str | Response:
    row = _approval(number, approval_number)
    form = DecisionForm(data={"version": row.version})
    if form.validate_on_submit() and not form.is_stale(row):
        decision, reason = form.decision.data, form.reason.data or ""
        if form.accepts(approvals.decide_approval, row, decision, reason, viewer(), clock.now(), clock.today()):
            return finish(_place_of(row), gettext("Votre décision est enregistrée."))
    return render_template(
        "conventions/decide_approval.html",
        form=form,
        convention=row.convention,
        approval=row,
        exchange_words=exchange_words,
    )


@blueprint.route("/<int:number>/approvals/<int:approval_number>/use", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def use_approval(number: int, approval_number: int) -> str | Response:
    row, today = _approval(number, approval_number), clock.today()
    form = UseForm(data={"version": row.version, "used_on": today})
    if (
        form.validate_on_submit()
        and not form.is_stale(row)
        and form.accepts(approvals.record_use, row, form.used_on.data, today)
    ):
        return finish(_place_of(row), gettext("L’usage est noté."))
    return render_template("conventions/use_approval.html", form=form, convention=row.convention, approval=row)


def _contact(number: int, contact_number: int) -> Contact:
    return get_or_404(exchange.contact(convention_or_404(number), contact_number))


def _contacts(number: int) -> str:
    return url_for("conventions.show", number=number, _anchor="contacts")


def _approval(number: int, approval_number: int) -> Approval:
    return get_or_404(exchange.approval(convention_or_404(number), approval_number))


def _place_of(row: Approval) -> str:
    return url_for("conventions.approval", number=row.convention_id, approval_number=row.id)
