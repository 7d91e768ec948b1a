"""The throw-away PostgreSQL leaves nothing behind, whatever happens to the command beside it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.setup.checkout import ROOT, clean_environment

SCRIPT = ROOT / ".ci" / "postgres.py"
HAS_POSTGRES = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
needs_postgres = pytest.mark.skipif(
    not (HAS_POSTGRES or os.environ.get("REQUIRE_ALL") == "1"),
    reason="PostgreSQL is not here. Debian: apt install postgresql",
)
TELL = "import os; print(os.environ.get('TEST_POSTGRES_URL', 'none'), flush=True)"


def start(home: Path, code: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, SCRIPT, sys.executable, "-c", code],
        env=clean_environment(home, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def is_running(url: str) -> bool:
    """Whether a server was started for that port: read from the list of processes, without asking the server."""
    port = f"port={urlsplit(url).port}".encode()
    return any(port in lines.read_bytes() for lines in Path("/proc").glob("[0-9]*/cmdline") if lines.exists())


@needs_postgres
def test_it_answers_and_is_gone_after_a_failing_command(tmp_path: Path) -> None:
    code = f"""{TELL}
import psycopg, sys
with psycopg.connect(os.environ['TEST_POSTGRES_URL']) as connection:
    print(connection.execute("select lower('É')").fetchone()[0])
sys.exit(3)
"""
    process = start(tmp_path, code)
    out, err = process.communicate(timeout=60)
    url, answer = out.split()
    assert (answer, process.returncode) == ("é", 3), err
    assert urlsplit(url).hostname == "127.0.0.1"
    assert not is_running(url)


@needs_postgres
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_is_gone_when_it_is_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    process = start(tmp_path, f"{TELL}\nimport time\ntime.sleep(3)")
    assert process.stdout
    url = process.stdout.readline().strip()
    assert is_running(url)
    began = time.monotonic()
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert time.monotonic() - began < 15
    assert not is_running(url)


def test_a_server_that_is_given_is_used(tmp_path: Path) -> None:
    out, _err = start(tmp_path, TELL, TEST_POSTGRES_URL="postgresql://db.example/test").communicate(timeout=60)
    assert out.strip() == "postgresql://db.example/test"


def test_without_postgresql_the_command_runs_all_the_same(tmp_path: Path) -> None:
    code = f"""
import runpy, sys
sys.argv = ["postgres.py", sys.executable, "-c", {TELL!r}]
from pathlib import Path
import shutil
shutil.which = lambda name: None
Path.glob = lambda self, pattern: iter(())
runpy.run_path({str(SCRIPT)!r}, run_name="__main__")
"""
    done = subprocess.run([sys.executable, "-c", code], env=clean_environment(tmp_path), capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("none", 0)
    assert done.stderr.strip() == (
        "PostgreSQL: not on this machine. What needs it is skipped. Debian: apt install postgresql"
    )
