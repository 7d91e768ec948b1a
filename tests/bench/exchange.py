"""A sheet of 5,000 rows written, read back and previewed, against the spreadsheet libraries alone on the same cells."""

import io
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from openpyxl import load_workbook
from xlsxwriter import Workbook

from ambassador import create_app
from ambassador.db import db
from ambassador.demo import factories
from ambassador.periods import Frequency, Period
from ambassador.permissions import Role
from tests.bench.site import TODAY
from tests.conftest import settings

KPIS = 139
CATEGORIES = {"gender": 2, "age": 4, "publics": 5}
QUARTER = Period.parse("2026-Q3")
"""Three months of 139 KPIs, each with its total and eleven categories: 5,004 rows."""
HEAD = 6
"""The row of the titles."""
ROUNDS = 5
ASKED = 4


def measure_exchange(folder: Path) -> None:
    app = create_app(settings(f"sqlite:///{folder}/exchange.db", folder, WTF_CSRF_ENABLED=False))
    app.config["CLOCK"].stand_on(TODAY)
    with app.app_context():
        db.create_all()
        session_id = _build()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = session_id, True
    content = _filled(_write(client))
    cells = [list(row) for row in load_workbook(io.BytesIO(content), read_only=True).worksheets[0].values]
    received = _read(client, content)
    assert f"Nouveaux\u00a0: {len(cells) - HEAD}." in _preview(client, received)
    _tell(
        len(cells) - HEAD,
        {
            "written (download)": (lambda: _write(client), lambda: _write_bare(cells)),
            "read (upload)": (lambda: _read(client, content), lambda: _read_bare(content)),
            "previewed (page)": (lambda: _preview(client, received), lambda: None),
        },
    )
    with app.app_context():
        db.engine.dispose()


def _build() -> str:
    city = factories.organisation("Ville de Valbrume")
    person = factories.user(Role.COORDINATOR, city, "Nadia Coordination")
    dimensions = [
        factories.dimension(key, [f"{key} {n}" for n in range(count)], is_exclusive=False)
        for key, count in CATEGORIES.items()
    ]
    for number in range(KPIS):
        made = factories.kpi(city, f"K{number:03d}", frequency=Frequency.MONTHLY, targets={202601: 50})
        made.definition.dimensions.extend(dimensions)
    db.session.commit()
    return str(person.get_id())


def _write(client: FlaskClient) -> bytes:
    response = client.get(f"/kpis/entry/offline.xlsx?period={QUARTER.code}")
    assert response.status_code == 200
    return response.data


def _filled(content: bytes) -> bytes:
    """Each row has its number: all of them are new."""
    book = load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    for row in range(HEAD + 1, page.max_row + 1):
        page.cell(row, 10).value = 1 if page.cell(row, 4).value else 12
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _read(client: FlaskClient, content: bytes) -> str:
    """The address of the preview."""
    sent = client.post("/kpis/entry/offline", data={"file": (io.BytesIO(content), "saisie.xlsx")})
    assert sent.status_code == 303
    return sent.headers["Location"]


def _preview(client: FlaskClient, page: str) -> str:
    return client.get(page).get_data(as_text=True)


def _write_bare(cells: list[list[Any]]) -> None:
    with Workbook(io.BytesIO(), {"in_memory": True}) as book:
        page = book.add_worksheet()
        for row, values in enumerate(cells):
            for column, value in enumerate(values):
                if value is not None:
                    page.write(row, column, value)


def _read_bare(content: bytes) -> None:
    for _ in load_workbook(io.BytesIO(content), read_only=True).worksheets[0].values:
        pass


def _tell(rows: int, parts: dict[str, tuple[Callable[[], Any], Callable[[], Any]]]) -> None:
    ours: dict[str, list[float]] = {name: [] for name in parts}
    bare: dict[str, list[float]] = {name: [] for name in parts}
    for _ in range(ROUNDS):
        for name, (mine, alone) in parts.items():
            bare[name].append(_seconds(alone))
            ours[name].append(_seconds(mine))
    print(f"\nAn entry sheet of {rows} rows, against xlsxwriter and openpyxl alone on the same cells\n")
    print(f"  {'step':<34}{'ms':>8}{'alone':>8}{'ratio':>8}")
    total = [sum(times) for times in zip(*ours.values(), strict=True)]
    floor = [sum(times) for times in zip(*bare.values(), strict=True)]
    for name in parts:
        print(f"  {name:<34}{_ms(ours[name]):>8}{_ms(bare[name]):>8}")
    ratio = statistics.median(one / other for one, other in zip(total, floor, strict=True))
    print(f"  {'all three':<34}{_ms(total):>8}{_ms(floor):>8}{ratio:>8.1f}")
    print(f"\n  asked: at most {ASKED}")


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _ms(times: list[float]) -> str:
    return f"{statistics.median(times) * 1000:.0f}"


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        measure_exchange(Path(name))
