"""Pages that change the articles of a text, and the commitments that stand in them."""

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires
from ambassador.conventions import queries, services, words
from ambassador.conventions.forms import ArticleForm, CommitmentForm, DeleteForm
from ambassador.conventions.models import Commitment, DueRule
from ambassador.conventions.views.blueprint import blueprint, convention_or_404
from ambassador.permissions import Permission
from ambassador.submissions import finish


@blueprint.route("/<int:number>/commitments/new", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def new_commitment(number: int) -> str | Response:
    convention = convention_or_404(number)
    form = CommitmentForm(convention=convention, data={"due": DueRule.TERM})
    if form.validate_on_submit() and form.accepts(
        services.create_commitment, convention, form.details, today=clock.today()
    ):
        return finish(_place_of(form.result), gettext("L’engagement est ajouté."))
    return render_template("conventions/new_commitment.html", form=form, convention=convention)


@blueprint.route("/<int:number>/commitments/<int:commitment_number>/edit", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def edit_commitment(number: int, commitment_number: int) -> str | Response:
    convention = convention_or_404(number)
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
    convention = convention_or_404(number)
    commitment = get_or_404(queries.commitment(convention, commitment_number))
    form = DeleteForm(obj=commitment)
    if (
        form.validate_on_submit()
        and not form.is_stale(commitment)
        and form.accepts(services.delete_commitment, commitment, today=clock.today())
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
    convention = convention_or_404(number)
    form = ArticleForm()
    if form.validate_on_submit() and form.accepts(
        services.create_article, convention, form.number.data, form.title.translated, today=clock.today()
    ):
        return finish(url_for("conventions.show", number=number), gettext("L’article est ajouté."))
    return render_template("conventions/new_article.html", form=form, convention=convention)


@blueprint.route("/<int:number>/articles/<int:article_number>/edit", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def edit_article(number: int, article_number: int) -> str | Response:
    convention = convention_or_404(number)
    article = get_or_404(queries.article(convention, article_number))
    form = ArticleForm(obj=article)
    if (
        form.validate_on_submit()
        and not form.is_stale(article)
        and form.accepts(services.change_article, article, form.number.data, form.title.translated, today=clock.today())
    ):
        return finish(url_for("conventions.show", number=number), gettext("L’article est enregistré."))
    return render_template("conventions/edit_article.html", form=form, convention=convention, article=article)


@blueprint.route("/<int:number>/articles/<int:article_number>/delete", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def delete_article(number: int, article_number: int) -> str | Response:
    convention = convention_or_404(number)
    article = get_or_404(queries.article(convention, article_number))
    form = DeleteForm(obj=article)
    if (
        form.validate_on_submit()
        and not form.is_stale(article)
        and form.accepts(services.delete_article, article, today=clock.today())
    ):
        return finish(url_for("conventions.show", number=number), gettext("L’article est supprimé."))
    return render_template("conventions/delete_article.html", form=form, convention=convention, article=article)


def _place_of(commitment: Commitment) -> str:
    return url_for("conventions.show", number=commitment.convention_id, _anchor=f"commitment-{commitment.id}")
