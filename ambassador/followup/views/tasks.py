"""Tasks: adding, changing, ticking."""

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.followup import queries, services
from ambassador.followup.forms import TaskForm
from ambassador.followup.views.blueprint import blueprint
from ambassador.permissions import Permission
from ambassador.submissions import finish, press


@blueprint.route("/<int:number>/tasks/new", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def add_task(number: int) -> str | Response:
    follow_up = get_or_404(queries.follow_up(number, viewer()))
    form = TaskForm(known_people=queries.people_of(follow_up))
    if form.validate_on_submit() and form.accepts(services.add_task, follow_up, form.step(), clock.today()):
        return finish(url_for("followup.show", number=number), gettext("La tâche est ajoutée."))
    return render_template("followup/add_task.html", form=form, follow_up=follow_up)


@blueprint.route("/tasks/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def edit_task(number: int) -> str | Response:
    task = get_or_404(queries.task(number, viewer()))
    form = TaskForm(obj=task, known_people=queries.people_of(task.follow_up))
    if (
        form.validate_on_submit()
        and not form.is_stale(task)
        and form.accepts(services.change_task, task, form.step(), clock.today())
    ):
        return finish(url_for("followup.show", number=task.follow_up_id), gettext("La tâche est enregistrée."))
    return render_template("followup/edit_task.html", form=form, follow_up=task.follow_up)


@blueprint.post("/tasks/<int:number>/done")
@requires(Permission.TASKS_DO)
def finish_task(number: int) -> Response:
    task = get_or_404(queries.task_to_do(number, viewer()))
    place = url_for("followup.show", number=task.follow_up_id)
    return press(task, lambda: services.finish_task(task, clock.today()), place, gettext("La tâche est faite."))


@blueprint.post("/tasks/<int:number>/undo")
@requires(Permission.TASKS_DO)
def reopen_task(number: int) -> Response:
    task = get_or_404(queries.task_to_do(number, viewer()))
    place = url_for("followup.show", number=task.follow_up_id)
    return press(
        task, lambda: services.reopen_task(task, clock.today()), place, gettext("La tâche est de nouveau à faire.")
    )
