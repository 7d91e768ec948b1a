"""Pages of the follow-up as a coach, a coordinator and staff use them."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ambassador.accounts.models import Assignment, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.followup.models import FollowUp, FollowUpSession, SessionState, Task
from ambassador.permissions import Role
from tests.conftest import TODAY, World

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def planned(app: Flask, world: World, follow_up: int) -> int:
    """A session planned for yesterday, with all that a plan says."""
    with app.app_context():
        charter = factories.charter(db.session.get_one(FollowUp, follow_up).structure)
        row = factories.followup_session(
            db.session.get_one(FollowUp, follow_up),
            db.session.get_one(User, world.coach),
            YESTERDAY,
            3,
            "planned",
            people="Nadia, Sam",
            subjects="Premiers chiffres",
            actions=[factories.action(charter)],
        )
        factories.action(charter, title="Étendre le wifi")
        db.session.commit()
        return row.id


def stored(app: Flask, number: int) -> dict[str, Any]:
    with app.app_context():
        row = db.session.get_one(FollowUpSession, number)
        kept = ("state", "on", "quarters", "mode", "people", "subjects", "notes", "cancel_reason", "overrun_reason")
        return {name: getattr(row, name) for name in kept} | {"codes": [action.code for action in row.actions]}


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def test_a_coach_opens_the_follow_up_of_a_signed_convention(app: Flask, browser: Any, world: World) -> None:
    coach = browser(world.coach)
    page = coach.get("/follow-up/")
    sent = coach.submit(page, action=f"/follow-up/conventions/{world.convention}/open")
    page = coach.follow(sent)
    assert "Le suivi est ouvert." in page.text and "Ouvrir le suivi" not in page.text
    refused = coach.post(f"/follow-up/conventions/{world.convention}/open", {"version": "1"})
    assert "déjà ouvert" in coach.follow(refused).text
    assert count(app, FollowUp) == 1


def test_a_planned_session_is_held_with_its_notes_alone(app: Flask, browser: Any, world: World, planned: int) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/sessions/{planned}/hold")
    shown = coach.follow(coach.submit(page, {"notes": "Les chiffres sont là."}))
    assert "La séance est notée." in shown.text
    assert stored(app, planned) == {
        "state": SessionState.HELD,
        "on": YESTERDAY,
        "quarters": 3,
        "mode": "on_site",
        "people": "Nadia, Sam",
        "subjects": "Premiers chiffres",
        "notes": "Les chiffres sont là.",
        "cancel_reason": "",
        "overrun_reason": "",
        "codes": ["A01"],
    }


def test_a_session_is_logged_like_the_last_one(app: Flask, browser: Any, world: World, planned: int) -> None:
    coach = browser(world.coach)
    coach.submit(coach.get(f"/follow-up/sessions/{planned}/hold"), {"notes": "Vu."})
    page = coach.get("/follow-up/" + _last(coach.get("/follow-up/").links(), "/log"))
    form = page.form()
    values = {e.get("name"): e.get("value") for e in form.iter("input")}
    assert values["on"] == TODAY.isoformat() and values["people"] == "Nadia, Sam"
    chosen = [o.get("value") for o in form.iter("option") if o.get("selected") is not None]
    assert chosen == ["3", "on_site", "2", "2", "", "", ""], "like the last one; needs and steps as they begin"
    coach.submit(page, {"notes": "Un appel.", "quarters": "0", "mode": "phone"})
    assert count(app, FollowUpSession) == 2
    assert "contact bref, par téléphone" in coach.get("/follow-up/" + _show(coach)).text


def _last(links: list[str], end: str) -> str:
    return next(link for link in links if link.endswith(end)).removeprefix("/follow-up/")


def _show(person: Any) -> str:
    return next(link for link in person.get("/follow-up/").links() if link.split("/")[-1].isdigit()).removeprefix(
        "/follow-up/"
    )


def test_the_log_page_offers_what_was_planned_and_what_is_still_to_do(
    app: Flask, browser: Any, world: World, follow_up: int, planned: int
) -> None:
    with app.app_context():
        factories.task(db.session.get_one(FollowUp, follow_up), "Envoyer la liste")
        factories.task(db.session.get_one(FollowUp, follow_up), "Déjà envoyé", done_on=YESTERDAY)
        db.session.commit()
    page = browser(world.coach).get(f"/follow-up/{follow_up}/log")
    assert f"/follow-up/sessions/{planned}/hold" in page.links()
    assert "Envoyer la liste" in page.text and "Déjà envoyé" not in page.text


def test_next_steps_become_tasks_on_home_of_their_owner(app: Flask, browser: Any, world: World, planned: int) -> None:
    coach, staff = browser(world.coach), browser(world.staff)
    page = coach.get(f"/follow-up/sessions/{planned}/hold")
    coach.submit(
        page,
        {
            "notes": "Vu.",
            "step_1-title": "Relire la charte",
            "step_1-owner_id": str(world.staff),
            "step_1-due_on": "31/03/2026",
            "step_3-title": "Trouver une salle",
        },
    )
    page = staff.get("/follow-up/" + _show(staff))
    assert "Relire la charte" in page.text and "Trouver une salle" in page.text
    buttons = [form.get("action") for form in page.all("form") if "/tasks/" in (form.get("action") or "")]
    assert len(buttons) == 1, "staff tick their own only"
    page = staff.follow(staff.submit(page, action=buttons[0]))
    assert "La tâche est faite." in page.text
    page = staff.follow(staff.submit(page, action=buttons[0].replace("done", "undo")))
    assert "de nouveau à faire" in page.text
    with app.app_context():
        assert [task.due_on for task in db.session.scalars(select(Task).order_by(Task.id))] == [date(2026, 3, 31), None]


def test_a_coordinator_ticks_tasks_of_their_side_only(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    with app.app_context():
        row = db.session.get_one(FollowUp, follow_up)
        ours = factories.task(row, "À nous", owner=db.session.get_one(User, world.staff)).id
        theirs = factories.task(row, "À eux", owner=db.session.get_one(User, world.coach)).id
        db.session.commit()
    coordinator = browser(world.coordinator)
    coordinator.submit(coordinator.get(f"/follow-up/{follow_up}"), action=f"/follow-up/tasks/{ours}/done")
    coordinator.post(f"/follow-up/tasks/{theirs}/done", {"version": "1"}, status=404)


def test_cancel_and_reinstate(app: Flask, browser: Any, world: World, planned: int) -> None:
    coach = browser(world.coach)
    page = coach.follow(coach.submit(coach.get(f"/follow-up/sessions/{planned}/cancel"), {"reason": "Grève."}))
    assert "Grève." in page.text and stored(app, planned)["state"] == "cancelled"
    page = coach.get(f"/follow-up/sessions/{planned}/reinstate")
    coach.submit(page, {"on": "20.03.2026"})
    assert stored(app, planned)["state"] == "planned" and stored(app, planned)["on"] == date(2026, 3, 20)


def test_a_session_is_moved_and_the_page_tells_it(app: Flask, browser: Any, world: World, planned: int) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/sessions/{planned}/move")
    page = coach.follow(coach.submit(page, {"on": "17/03/2026", "move_reason": "Salle prise"}))
    assert "Date changée du 9 mars 2026 au 17 mars 2026 – Salle prise" in page.text
    page = coach.get(f"/follow-up/sessions/{planned}/move")
    for values in ({"on": ""}, {"on": "17/03/2026"}, {"on": "2026-02-30"}, {"move_reason": "x" * 501}):
        assert coach.submit(page, values, status=200).errors()
    theirs = coach.get(f"/follow-up/sessions/{planned}/move")
    coach.submit(theirs, {"on": "2026-03-18"})
    assert coach.submit(page, {"on": "2026-03-19"}, status=200).all("div", id="stale")


def test_a_session_is_duplicated(app: Flask, browser: Any, world: World, planned: int) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/sessions/{planned}/duplicate")
    assert coach.submit(page, status=200).errors(), "it needs a date of its own"
    for _ in range(2):
        coach.submit(page, {"on": "2026-03-20"})
    assert count(app, FollowUpSession) == 2
    copy = stored(app, planned + 1)
    assert copy == stored(app, planned) | {"on": date(2026, 3, 20)}


def test_after_its_end_a_follow_up_is_only_read(
    app: Flask, browser: Any, world: World, planned: int, follow_up: int
) -> None:
    with app.app_context():
        factories.task(db.session.get_one(FollowUp, follow_up), "Relire")
        db.session.commit()
    app.config["CLOCK"].stand_on(date(2027, 1, 16))
    coach = browser(world.coach)
    for url in ("", str(follow_up), f"sessions/{planned}"):
        page = coach.get(f"/follow-up/{url}")
        assert not [link for link in page.links() if link.endswith(("/log", "/plan", "/hold", "/edit", "/cancel"))]
        assert not [one for one in page.all("form", method="post") if "/tasks/" in (one.get("action") or "")]
    assert "s’est terminée le 15 janvier 2027" in coach.get(f"/follow-up/{follow_up}").text
    page = coach.get(f"/follow-up/{follow_up}/log")
    assert "s’est terminée" in coach.submit(page, {"notes": "Trop tard", "on": "2027-01-10"}, status=200).errors()


def test_linked_actions_lead_to_the_charter_and_back(app: Flask, browser: Any, world: World, planned: int) -> None:
    coach = browser(world.coach)
    session = coach.get(f"/follow-up/sessions/{planned}")
    action = next(link for link in session.links() if link.startswith("/charter/actions/"))
    page = coach.get(action)
    assert f"/follow-up/sessions/{planned}" in page.links()
    coach.submit(coach.get(f"/follow-up/sessions/{planned}/edit"), {"actions": []})
    assert stored(app, planned)["codes"] == []
    assert "A01" in coach.get(f"/follow-up/sessions/{planned}").text, "the history tells the old links"


def test_a_coach_sees_their_structures_first(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    with app.app_context():
        operator = db.session.get_one(User, world.coach).organisation
        other = factories.organisation("Association d’ailleurs")
        factories.follow_up(factories.convention([operator, other], date(2026, 1, 15)))
        db.session.commit()
    text = browser(world.coach).get("/follow-up/").text
    assert text.index("Mes structures") < text.index("Valbrume") < text.index("Autres structures")
    assert text.index("Autres structures") < text.index("Association d’ailleurs")
    with app.app_context():
        db.session.query(Assignment).update({"until": YESTERDAY})
        db.session.commit()
    assert "Mes structures" not in browser(world.coach).get("/follow-up/").text


def test_a_coordinator_sees_their_own_and_changes_nothing(browser: Any, world: World, follow_up: int) -> None:
    for person in (world.coordinator, world.staff, world.admin):
        page = browser(person).get(f"/follow-up/{follow_up}")
        assert "Noter une séance" not in page.text and "Planifier" not in page.text
    assert "Aucun suivi." in browser(world.other_coordinator).get("/follow-up/").text


def test_the_list_of_twenty_structures_stays_within_its_budget(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        coach = db.session.get_one(User, world.coach)
        for number in range(20):
            structure = factories.organisation(f"Structure {number}")
            row = factories.follow_up(factories.convention([coach.organisation, structure], date(2026, 1, 15)))
            factories.followup_session(row, coach, YESTERDAY, 2, "planned")
            factories.followup_session(row, coach, YESTERDAY, 2, "held")
            factories.task(row)
        db.session.commit()
    assert browser(world.coach).get("/follow-up/").text.count("1 séance à noter") == 20


def test_long_follow_ups_stay_within_their_budget(
    app: Flask, browser: Any, world: World, planned: int, follow_up: int
) -> None:
    with app.app_context():
        row, coach = db.session.get_one(FollowUp, follow_up), db.session.get_one(User, world.coach)
        actions = db.session.get_one(FollowUpSession, planned).actions
        for number in range(15):
            factories.followup_session(row, coach, YESTERDAY - timedelta(days=number), 1, actions=list(actions))
            factories.task(row, owner=factories.user(Role.STAFF, row.structure))
        db.session.commit()
    for page in ("", "/log", "/plan", "/tasks/new"):
        browser(world.coach).get(f"/follow-up/{follow_up}{page}")


def test_a_held_session_outside_the_convention_says_so(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    with app.app_context():
        row, coach = db.session.get_one(FollowUp, follow_up), db.session.get_one(User, world.coach)
        early = factories.followup_session(row, coach, date(2026, 1, 14)).id
        inside = factories.followup_session(row, coach, date(2026, 1, 15)).id
        db.session.commit()
    words = "hors de la durée de la convention"
    assert words in browser(world.coach).get(f"/follow-up/sessions/{early}").text
    assert words not in browser(world.coach).get(f"/follow-up/sessions/{inside}").text


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_pages_open_in_every_language(
    app: Flask, browser: Any, world: World, planned: int, follow_up: int, language: str
) -> None:
    with app.app_context():
        db.session.get_one(User, world.coach).language = language
        db.session.commit()
    coach = browser(world.coach)
    for url in ("", str(follow_up), f"{follow_up}/log", f"sessions/{planned}", f"sessions/{planned}/hold"):
        assert coach.get(f"/follow-up/{url}").tree.get("lang") == language
