"""Every change of the portal as a list, but for those beneath conventions that are not the reader's to see."""

from flask import render_template, request

from ambassador import audit
from ambassador.access import requires, viewer
from ambassador.accounts import history, queries
from ambassador.accounts.forms import ChangesFilters
from ambassador.accounts.views.base import blueprint
from ambassador.paging import SIZE, Page, asked_page, nearest
from ambassador.permissions import Permission


@blueprint.get("/admin/audit")
@requires(Permission.AUDIT_VIEW)
def changes() -> str:
    people = queries.everyone()
    filters = ChangesFilters(request.args, people, history.named_models())
    sought = audit.Sought(
        convention_ids=audit.seen_convention_ids(viewer()),
        user_id=filters.chosen("person"),
        model=filters.chosen("kind") or "",
    )
    total = audit.count_events(sought)
    number = nearest(asked_page(), total)
    lines = history.worded(audit.events(sought, SIZE, (number - 1) * SIZE), people=people, with_subject=True)
    page = Page(lines, number, total)
    return render_template("accounts/changes.html", filters=filters, page=page)
