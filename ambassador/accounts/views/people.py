"""The administration of people: list, invite, change, close and reopen accounts."""

from flask import render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history, queries
from ambassador.accounts.forms import PeopleFilters, PersonForm, by_name
from ambassador.accounts.services import invitations, people
from ambassador.accounts.views.base import blueprint
from ambassador.accounts.views.links import link_to_show, show_once
from ambassador.paging import asked_page
from ambassador.permissions import Permission, Role
from ambassador.submissions import finish, press


@blueprint.get("/admin/")
@requires(Permission.ACCOUNTS_MANAGE)
def admin() -> str:
    filters = PeopleFilters(request.args, by_name(queries.organisations()))
    page = queries.people(filters.sought(), asked_page())
    return render_template("accounts/admin.html", filters=filters, page=page)


@blueprint.route("/admin/people/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def invite_person() -> str | Response:
    form = PersonForm(
        organisations=by_name(queries.organisations()),
        data={"organisation_id": request.args.get("organisation", type=int), "role": Role.STAFF},
    )
    if form.validate_on_submit() and form.accepts(people.invite_person, viewer(), **form.values(), now=clock.now()):
        person, token = form.result
        show_once(person, token)
        return finish(
            url_for("accounts.person", number=person.id),
            gettext("%(name)s a un compte. Transmettez-lui son lien.", name=person.name),
        )
    return render_template("accounts/invite_person.html", form=form)


@blueprint.get("/admin/people/<int:number>")
@requires(Permission.ACCOUNTS_MANAGE)
def person(number: int) -> str:
    found = get_or_404(queries.person(number))
    return render_template(
        "accounts/person.html",
        person=found,
        link=link_to_show(found),
        invitation=queries.last_invitation(found.id),
        history=history.lines("User", found.id, viewer()),
        now=clock.now(),
    )


@blueprint.route("/admin/people/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def edit_person(number: int) -> str | Response:
    found = get_or_404(queries.person(number))
    form = PersonForm(obj=found, organisations=by_name(queries.organisations()))
    if (
        form.validate_on_submit()
        and not form.is_stale(found)
        and form.accepts(people.change_person, found, viewer(), **form.values(), today=clock.today())
    ):
        return finish(url_for("accounts.person", number=number), gettext("Les changements sont enregistrés."))
    return render_template("accounts/edit_person.html", form=form, person=found)


@blueprint.post("/admin/people/<int:number>/link")
@requires(Permission.ACCOUNTS_MANAGE)
def renew_link(number: int) -> Response:
    found = get_or_404(queries.person(number))

    def renew() -> None:
        show_once(found, invitations.new_link(found, viewer(), clock.now()))

    return press(
        found,
        renew,
        url_for("accounts.person", number=number),
        gettext("Un nouveau lien est prêt. Les liens précédents ne marchent plus."),
    )


@blueprint.post("/admin/people/<int:number>/deactivate")
@requires(Permission.ACCOUNTS_MANAGE)
def deactivate_person(number: int) -> Response:
    found = get_or_404(queries.person(number))
    return press(
        found,
        lambda: people.deactivate(found, viewer(), clock.now()),
        url_for("accounts.person", number=number),
        gettext("Le compte est désactivé. La personne ne peut plus rien ouvrir."),
    )


@blueprint.post("/admin/people/<int:number>/reactivate")
@requires(Permission.ACCOUNTS_MANAGE)
def reactivate_person(number: int) -> Response:
    found = get_or_404(queries.person(number))
    return press(
        found,
        lambda: people.reactivate(found),
        url_for("accounts.person", number=number),
        gettext("Le compte est à nouveau actif."),
    )
