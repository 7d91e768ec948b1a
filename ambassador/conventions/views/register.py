"""Pages of the register: the list, a convention, its parties and terms."""

from flask import render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import can, requires, viewer
from ambassador.accounts import history
from ambassador.conventions import (
    change_words,
    exchange_words,
    lanes,
    progress,
    queries,
    services,
    standing_words,
    timeline,
    words,
)
from ambassador.conventions.forms import ConventionForm, ConventionSigningForm
from ambassador.conventions.models import ConventionState
from ambassador.conventions.queries import exchange
from ambassador.conventions.views.blueprint import asked_day, blueprint, convention_or_404
from ambassador.paging import SIZE, Page, asked_page, nearest
from ambassador.permissions import Permission
from ambassador.submissions import finish


@blueprint.get("/")
@requires(Permission.CONVENTIONS_VIEW)
def index() -> str:
    today = clock.today()
    every = queries.conventions(viewer())
    wanted = request.args.get("state", "")
    state = ConventionState(wanted) if wanted in list(ConventionState) else None
    found = [row for row in every if state in (None, row.state(today))]
    number = nearest(asked_page(), len(found))
    page = Page(found[(number - 1) * SIZE : number * SIZE], number, len(found))
    return render_template(
        "conventions/index.html",
        page=page,
        has_any=bool(every),
        state=state,
        states=ConventionState,
        today=today,
        words=words,
    )


@blueprint.get("/<int:number>")
@requires(Permission.CONVENTIONS_VIEW)
def show(number: int) -> str:
    """Today, or as of any day: `?on=2026-03-31`."""
    convention, today = convention_or_404(number, with_contributions=True), clock.today()
    as_of = asked_day(request.args.get("on", ""), today)
    day = as_of or today
    standings = progress.of_convention(convention, viewer(), day)
    contacts, former_contacts = exchange.contacts_on(convention, viewer(), day, as_of is not None)
    moments = timeline.moments(convention, standings, day, as_of)
    return render_template(
        "conventions/show.html",
        convention=convention,
        groups=queries.by_article(convention, day),
        progress=standings,
        rule=standing_words.rule_of_risk(),
        moments=moments,
        line=lanes.of_convention(convention, moments, day),
        history=[] if as_of else history.lines("Convention", number, viewer()),
        may_edit=can("conventions.edit") and as_of is None and convention.is_open(today),
        may_write=can("conventions.edit") and as_of is None and convention.is_text_open(today),
        as_of=as_of,
        today=day,
        words=words,
        change_words=change_words,
        contacts=contacts,
        former_contacts=former_contacts,
        approvals=exchange.approvals([convention]),
        exchange_words=exchange_words,
        viewer=viewer(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def new() -> str | Response:
    own = [{"organisation_id": viewer().organisation_id}]
    form = ConventionForm(organisations=queries.possible_parties(), data={"parties": own})
    if form.one_more.data:
        form.add_party()
    elif form.validate_on_submit() and form.accepts(services.create_convention, form.details, viewer()):
        place = url_for("conventions.show", number=form.result.id)
        return finish(place, gettext("La convention est ajoutée. Chaque partie note elle-même sa signature."))
    return render_template("conventions/new.html", form=form)


@blueprint.route("/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def edit(number: int) -> str | Response:
    convention = convention_or_404(number)
    form = ConventionForm(organisations=queries.possible_parties(), obj=convention)
    if form.one_more.data:
        form.add_party()
    elif (
        form.validate_on_submit()
        and not form.is_stale(convention)
        and form.accepts(services.change_convention, convention, form.details, viewer(), today=clock.today())
    ):
        return finish(url_for("conventions.show", number=number), gettext("La convention est enregistrée."))
    return render_template("conventions/edit.html", form=form, convention=convention, today=clock.today())


@blueprint.route("/<int:number>/sign", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def sign(number: int) -> str | Response:
    convention, person = convention_or_404(number), viewer()
    form = ConventionSigningForm(obj=convention, organisation_id=person.organisation_id)
    if (
        form.validate_on_submit()
        and not form.is_stale(convention)
        and form.accepts(services.sign_convention, convention, form.signing, person, today=clock.today())
    ):
        return finish(
            url_for("conventions.show", number=number), gettext("Les dates de votre partie sont enregistrées.")
        )
    party = convention.party_of(person.organisation_id)
    return render_template("conventions/sign.html", form=form, convention=convention, party=party)
