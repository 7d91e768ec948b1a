"""Every route × every role × own and foreign rows, from the URL map itself."""

import importlib
import pkgutil
from typing import Any

from flask import Flask
from sqlalchemy import select

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo import factories
from tests.conftest import TODAY, World
from tests.everywhere import decisions
from tests.everywhere.decisions import ROLES, Decision
from tests.everywhere.decisions.rows import Rows

_MODULES = [
    importlib.import_module(f"tests.everywhere.decisions.{module.name}")
    for module in pkgutil.iter_modules(decisions.__path__)
    if module.name != "rows"
]
DECISIONS: dict[str, Decision] = {name: one for module in _MODULES for name, one in module.DECISIONS.items()}
REFUSALS = {302, 403, 404}


def test_every_route_has_a_decision_and_every_decision_a_route(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()} - {"static"}
    assert routes - set(DECISIONS) == set(), "give these routes a line in tests/everywhere/decisions/<feature>.py"
    assert set(DECISIONS) - routes == set(), "these decisions are about no route: delete them"


def test_each_role_opens_what_it_may_and_nothing_else(app: Flask, browser: Any, world: World) -> None:
    rows = make_rows(app, world)
    browsers = {role: browser(getattr(world, role)) for role in ROLES}
    wrong = []
    for rule in app.url_map.iter_rules():
        decision = DECISIONS.get(rule.endpoint)
        if decision is None:
            continue
        for is_own in (True, False) if decision.rows else (True,):
            url = _address(app, rule.endpoint, decision.arguments(rows, is_own))
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                for role in ROLES:
                    if rule.endpoint in {"accounts.sign_out", "accounts.set_language"}:
                        continue
                    wanted = decision.status(role, is_own)
                    got = _status(browsers[role], method, url)
                    if (got if got in {403, 404} else 200) != wanted:
                        wrong.append(
                            f"{method} {url} as {role} ({'own' if is_own else 'foreign'}): {got}, not {wanted}"
                        )
    assert not wrong, "\n".join(wrong)


def test_strangers_open_public_pages_only(app: Flask, browser: Any, world: World) -> None:
    rows = make_rows(app, world)
    stranger = browser()
    wrong = []
    for rule in app.url_map.iter_rules():
        decision = DECISIONS.get(rule.endpoint)
        if decision is None or decision.is_public:
            continue
        url = _address(app, rule.endpoint, decision.arguments(rows))
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            got = _status(stranger, method, url)
            if got != 302:
                wrong.append(f"{method} {url}: {got}")
    assert not wrong, "\n".join(wrong)


def make_rows(app: Flask, world: World) -> Rows:
    with app.app_context():
        rows: Rows = {}
        for module in _MODULES:
            rows.update(getattr(module, "make_rows", lambda _world: {})(world))
        _name_everybody_in_drafts(world)
        db.session.commit()
    return rows


def _name_everybody_in_drafts(world: World) -> None:
    """Operator and city each write a draft with every stranger, and sign it alone: nothing foreign opens by that."""
    known = {world.operator, world.city}
    strangers = db.session.scalars(select(Organisation).where(Organisation.id.not_in(known)))
    for stranger in strangers.all():
        for number in sorted(known):
            draft = factories.convention([db.session.get_one(Organisation, number), stranger])
            draft.parties[0].signed_on = TODAY


def _address(app: Flask, endpoint: str, arguments: dict[str, Any]) -> str:
    return str(app.url_map.bind("localhost").build(endpoint, arguments))


def _status(person: Any, method: str, url: str) -> int:
    if method == "GET":
        return int(person.client.get(url).status_code)
    return int(person.client.post(url, data={"csrf_token": person.csrf_token()}).status_code)
