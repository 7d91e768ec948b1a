"""`make run` on a machine that had nothing: from a fresh checkout to a served portal, without npm and then with it."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.setup.checkout import clean_environment, copy_to, free_port

pytestmark = pytest.mark.slow
FIRST_START = 240
NEXT_START = 120
ONLY_HERE = "127.0.0.1"
OWN_DATA = """
from app import app
from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.db import db
from ambassador.translated import Translated

with app.app_context():
    db.session.add(Organisation(name=Translated(fr="Commune"), kind=OrganisationKind.AMBASSADOR))
    db.session.commit()
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_to(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


class Start:
    """One `make run`: what it told so far, and how to reach it."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path, port: int) -> None:
        self.process = process
        self.log = log
        self.address = f"http://{ONLY_HERE}:{port}"

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_until_served(self, seconds: int) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"make run ended by itself:\n{self.told()}"
            if self.address in self.told():
                return
            time.sleep(0.1)
        pytest.fail(f"not served within {seconds} s:\n{self.told()}")

    def get(self, path: str) -> tuple[int, bytes]:
        with urlopen(self.address + path, timeout=20) as answer:
            return answer.status, answer.read()


@contextmanager
def make_run(checkout: Path, home: Path, **more: str) -> Iterator[Start]:
    port = free_port()
    log = home / f"run-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=checkout,
            env=clean_environment(home, PORT=str(port), **more),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    start = Start(process, log, port)
    try:
        yield start
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                pytest.fail(f"make run did not stop when asked to:\n{start.told()}")
    with pytest.raises(URLError):
        start.get("/healthz")


def test_a_fresh_checkout_without_npm_is_served(checkout: Path, home: Path) -> None:
    with make_run(checkout, home, NPM="npm-of-nobody") as start:
        start.wait_until_served(FIRST_START)
        assert start.get("/healthz")[0] == 200
        status, page = start.get("/sign-in")
        assert status == 200
        assert b"<h1" in page
        assert "npm is not here: the charts use the larger bundle" in start.told()
        assert "password ambassador-demo" in start.told()
        assert "  coach@demo.example" in start.told()
        assert "Traceback" not in start.told()
    assert (checkout / "instance/ambassador.db").stat().st_size > 50_000
    assert list((checkout / "static/vendor").glob("*.js"))


def test_the_next_start_makes_nothing_again(checkout: Path, home: Path) -> None:
    made = (checkout / ".venv/.run").stat().st_mtime_ns
    with make_run(checkout, home, NPM="npm-of-nobody") as start:
        start.wait_until_served(NEXT_START)
        assert "Making" not in start.told()
        assert "npm" not in start.told()
    assert (checkout / ".venv/.run").stat().st_mtime_ns == made


def test_a_failing_npm_does_not_stop_it(checkout: Path, home: Path) -> None:
    with make_run(checkout, home, NPM="false") as start:
        start.wait_until_served(NEXT_START)
        assert "npm failed: the charts use the larger bundle" in start.told()
    assert not (checkout / "static/vendor/.npm").exists(), "the next start must try again"


def test_npm_brings_the_small_bundle(checkout: Path, home: Path) -> None:
    if not shutil.which("npm"):
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail("npm is not here")
        pytest.skip("npm is not here. Debian: apt install npm")
    with make_run(checkout, home) as start:
        start.wait_until_served(NEXT_START)
        assert "npm failed" not in start.told()
    assert (checkout / "static/vendor/.npm").exists()
    largest = max(path.stat().st_size for path in (checkout / "static/vendor").glob("*.js"))
    assert largest < 2_000_000, "the basic bundle is a quarter of the wheel's"


def test_a_demo_is_not_served_to_other_machines(checkout: Path, home: Path) -> None:
    environment = clean_environment(home, HOST="0.0.0.0", PORT=str(free_port()))
    served = subprocess.run(
        [".venv/bin/python", "app.py"],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=NEXT_START,
    )
    assert (served.returncode, served.stdout) == (1, "")
    assert served.stderr.startswith("This database holds demo accounts")
    assert served.stderr.count("\n") == 1


def test_production_without_a_key_of_its_own_is_told_in_a_line(checkout: Path, home: Path) -> None:
    environment = clean_environment(home, AMBASSADOR_ENV="production", PORT=str(free_port()))
    served = subprocess.run(
        [".venv/bin/python", "app.py"],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=NEXT_START,
    )
    assert served.returncode == 1
    assert served.stderr.startswith("SECRET_KEY is missing")
    assert served.stderr.count("\n") == 1


def test_a_database_of_ones_own_is_served_without_the_demo(checkout: Path, home: Path, tmp_path: Path) -> None:
    own = clean_environment(home, INSTANCE_PATH=str(tmp_path))
    python = checkout / ".venv/bin/python"
    subprocess.run([python, "-m", "flask", "--app", "app", "db", "upgrade"], cwd=checkout, env=own, check=True)
    subprocess.run([python, "-c", OWN_DATA], cwd=checkout, env=own, check=True)
    with make_run(checkout, home, INSTANCE_PATH=str(tmp_path)) as start:
        start.wait_until_served(NEXT_START)
        assert start.get("/healthz")[0] == 200
        assert "The portal starts without the demo." in start.told()
        assert "Demo accounts" not in start.told()
        assert "Traceback" not in start.told()


def test_the_demo_can_be_made_anew(checkout: Path, home: Path) -> None:
    database = checkout / "instance/ambassador.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE of_the_old_one (id INTEGER)")
    done = subprocess.run(
        ["make", "demo-reset"],
        cwd=checkout,
        env=clean_environment(home),
        capture_output=True,
        text=True,
        timeout=NEXT_START,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with closing(sqlite3.connect(database)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "user" in tables
    assert "of_the_old_one" not in tables
