"""Pages of the register: the list, a convention, its parties and terms."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.conventions import progress, queries, services, timeline, words
from ambassador.conventions.forms import ArticleForm, CommitmentForm, ConventionForm, DeleteForm
from ambassador.conventions.models import Commitment, Convention, ConventionState, DueRule
from ambassador.paging import SIZE, Page, asked_page, nearest
from ambassador.permissions import Permission
from ambassador.submissions import finish

blueprint = Blueprint("conventions", __name__, url_prefix="/conventions")


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
    convention, today = _convention(number), clock.today()
    return render_template(
        "conventions/show.html",
        convention=convention,
        groups=queries.by_article(convention),
        progress=progress.of_convention(convention, today),
        moments=timeline.moments(convention, today),
        history=history.lines("Convention", number, viewer()),
        today=today,
        words=words,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def new() -> str | Response:
    own = [{"organisation_id": viewer().organisation_id}]
    form = ConventionForm(organisations=queries.possible_parties(), data={"parties": own})
    if form.one_more.data:
        form.add_party()
    elif form.validate_on_submit() and form.accepts(
        services.create_convention, form.details, viewer(), today=clock.today()
    ):
        return finish(url_for("conventions.show", number=form.result.id), gettext("La convention est ajoutée."))
    return render_template("conventions/new.html", form=form)


@blueprint.route("/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def edit(number: int) -> str | Response:
    convention = _convention(number)
    form = ConventionForm(organisations=queries.possible_parties(), obj=convention)
    if form.one_more.data:
        form.add_party()
    elif (
        form.validate_on_submit()
        and not form.is_stale(convention)
        and form.accepts(services.change_convention, convention, form.details, viewer(), today=clock.today())
    ):
        return finish(url_for("conventions.show", number=number), gettext("La convention est enregistrée."))
    return render_template("conventions/edit.html", form=form, convention=convention)


@blueprint.route("/<int:number>/commitments/new", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def new_commitment(number: int) -> str | Response:
    convention = _convention(number)
    form = CommitmentForm(convention=convention, data={"due": DueRule.TERM})
    if form.validate_on_submit() and form.accepts(
        services.create_commitment, convention, form.details, today=clock.today()
    ):
        return finish(_place_of(form.result), gettext("L’engagement est ajouté."))
    return render_template("conventions/new_commitment.html", form=form, convention=convention)


@blueprint.route("/<int:number>/commitments/<int:commitment_number>/edit", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def edit_commitment(number: int, commitment_number: int) -> str | Response:
    convention = _convention(number)
    commitment = get_or_404(queries.commitment(convention, commitment_number))
    form = CommitmentForm(convention=convention, obj=commitment)
    if (
        form.validate_on_submit()
        and not form.is_stale(commitment)
        and form.accepts(services.change_commitment, commitment, form.details, today=clock.today())
    ):
        return finish(_place_of(commitment), gettext("L’engagement est enregistré."))
    return render_template("conventions/edit_commitment.html", form=form, convention=convention, commitment=commitment)


@blueprint.route("/<int:number>/commitments/<int:commitment_number>/delete", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def delete_commitment(number: int, commitment_number: int) -> str | Response:
    convention = _convention(number)
    commitment = get_or_404(queries.commitment(convention, commitment_number))
    form = DeleteForm(obj=commitment)
    if (
        form.validate_on_submit()
        and not form.is_stale(commitment)
        and form.accepts(services.delete_commitment, commitment)
    ):
        return finish(url_for("conventions.show", number=number), gettext("L’engagement est supprimé."))
    return render_template(
        "conventions/delete_commitment.html",
        form=form,
        convention=convention,
        commitment=commitment,
        words=words,
        today=clock.today(),
    )


@blueprint.route("/<int:number>/articles/new", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def new_article(number: int) -> str | Response:
    convention = _convention(number)
    form = ArticleForm()
    if form.validate_on_submit() and form.accepts(
        services.create_article, convention, form.number.data, form.title.translated
    ):
        return finish(url_for("conventions.show", number=number), gettext("L’article est ajouté."))
    return render_template("conventions/new_article.html", form=form, convention=convention)


@blueprint.route("/<int:number>/articles/<int:article_number>/edit", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def edit_article(number: int, article_number: int) -> str | Response:
    convention = _convention(number)
    article = get_or_404(queries.article(convention, article_number))
    form = ArticleForm(obj=article)
    if (
        form.validate_on_submit()
        and not form.is_stale(article)
        and form.accepts(services.change_article, article, form.number.data, form.title.translated)
    ):
        return finish(url_for("conventions.show", number=number), gettext("L’article est enregistré."))
    return render_template("conventions/edit_article.html", form=form, convention=convention, article=article)


@blueprint.route("/<int:number>/articles/<int:article_number>/delete", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def delete_article(number: int, article_number: int) -> str | Response:
    convention = _convention(number)
    article = get_or_404(queries.article(convention, article_number))
    form = DeleteForm(obj=article)
    if form.validate_on_submit() and not form.is_stale(article) and form.accepts(services.delete_article, article):
        return finish(url_for("conventions.show", number=number), gettext("L’article est supprimé."))
    return render_template("conventions/delete_article.html", form=form, convention=convention, article=article)


def _convention(number: int) -> Convention:
    return get_or_404(queries.convention(number, viewer()))


def _place_of(commitment: Commitment) -> str:
    return url_for("conventions.show", number=commitment.convention_id, _anchor=f"commitment-{commitment.id}")
