"""A form that comes too late gives back what was typed: the sign-in ended, or changed, while it was open."""

from typing import Any

import pytest

from ambassador.accounts.models import User
from ambassador.db import db
from tests.client import Page, fields_of
from tests.conftest import World

WORDS = "Relu avec l’équipe :\n<script>alert(1)</script> أهلا 🙂"


@pytest.fixture
def late(app: Any, world: World, browser: Any) -> Any:
    """`late(how)`: the answer to a form that was opened before, and sent after something happened."""

    def send(how: str, url: str = "/webinars/new", **typed: str) -> Page:
        coach = browser(world.coach)
        fields = fields_of(coach.get(url).form()) | typed
        if how == "ended":
            with app.app_context():
                db.session.get_one(User, world.coach).sign_in_counter += 1
                db.session.commit()
        if how == "gone":
            coach.client.delete_cookie(app.config["SESSION_COOKIE_NAME"])
        if how == "changed":
            fields["csrf_token"] = "of another sign-in"
        page: Page = coach._open("POST", url, data=fields)
        return page

    return send


@pytest.mark.parametrize(("how", "status"), [("ended", 401), ("gone", 400), ("changed", 400)])
def test_what_was_typed_is_given_back(late: Any, how: str, status: int) -> None:
    page = late(how, **{"title-fr": "Mon titre", "place": WORDS})
    assert page.status == status
    assert "Mon titre" in page.text and " ".join(WORDS.split()) in page.text
    assert "of another sign-in" not in page.text
    assert (how == "ended") == ("/sign-in?next=/webinars/new" in page.links())


@pytest.mark.parametrize("how", ["ended", "gone", "changed"])
def test_a_password_is_never_shown(late: Any, how: str) -> None:
    secrets = dict.fromkeys(("current_password", "new_password"), "a secret of mine")
    page = late(how, "/me/password", **secrets)
    assert "a secret of mine" not in page.html


def test_a_button_alone_leads_to_the_sign_in(browser: Any, world: World) -> None:
    sent = browser().post("/sign-out", {"version": "1"}, status=302)
    assert sent.headers["Location"].startswith("/sign-in")
