"""The habits of the Makefile, and its answers on a machine that lacks something."""

import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.checkout import ROOT, clean_environment, make

HABITS = ["run", "test", "check", "bench", "translations", "demo-reset"]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout without an environment: its Makefile and the files that the rules stand on."""
    folder = tmp_path / "checkout"
    (folder / "ambassador").mkdir(parents=True)
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    for name in ("package.json", "package-lock.json", ".npmrc", "ambassador/plotly_bundle.py"):
        (folder / name).touch()
    return folder


def fake_python(folder: Path, name: str, first: str) -> Path:
    """A python that runs `first` before whatever it is asked with -c, and calls itself 3.9.2."""
    folder.mkdir(exist_ok=True)
    script = folder / name
    script.write_text(
        f"""#!/bin/sh
case "$1" in
  -V) echo "Python 3.9.2" ;;
  -c) exec "{sys.executable}" -c "import sys; {first}; $2" ;;
  *) echo "must not be reached: $*"; exit 9 ;;
esac
"""
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return script


def test_make_alone_lists_the_habits(bare: Path) -> None:
    told = make(bare, environment=clean_environment(bare)).stdout
    listed = re.findall(r"^make ([a-z-]+) +\S", told, re.MULTILINE)
    assert listed == ["help", *HABITS]
    assert not (bare / ".venv").exists(), "listing must not make anything"


@pytest.mark.parametrize("habit", ["help", *HABITS])
def test_each_habit_is_few_lines_of_valid_make(bare: Path, habit: str) -> None:
    done = make(bare, "-n", habit, environment=clean_environment(bare))
    assert done.returncode == 0, done.stdout
    recipe = (ROOT / "Makefile").read_text().split(f"\n{habit}:")[1].split("\n\n")[0]
    assert recipe.count("\n") <= 7, f"make {habit} has grown: move its steps into a program"


@pytest.mark.parametrize("habit", ["run", "test"])
def test_too_old_a_python_is_told_in_a_line(bare: Path, tmp_path: Path, habit: str) -> None:
    tools = fake_python(tmp_path / "tools", "python3", "sys.version_info = (3, 9, 2)").parent
    environment = clean_environment(tmp_path)
    environment["PATH"] = f"{tools}:{environment['PATH']}"
    done = make(bare, habit, environment=environment)
    assert done.returncode != 0
    first, *_rest = done.stdout.splitlines()
    assert first == (
        "'python3' is Python 3.9.2, and the portal needs Python 3.11 or newer. Name a newer one: make PYTHON=python3.12"
    )
    assert "Traceback" not in done.stdout


def test_a_missing_venv_module_is_told_in_a_line(bare: Path, tmp_path: Path) -> None:
    python = fake_python(tmp_path / "tools", "python3", "sys.modules['ensurepip'] = None")
    done = make(bare, "run", f"PYTHON={python}", environment=clean_environment(tmp_path))
    assert done.returncode != 0
    first, *_rest = done.stdout.splitlines()
    assert "has no venv module" in first
    assert "apt install python3-venv" in first
    assert "Traceback" not in done.stdout


def test_a_missing_python_is_told_in_a_line(bare: Path, tmp_path: Path) -> None:
    done = make(bare, "run", "PYTHON=python-of-nobody", environment=clean_environment(tmp_path))
    assert done.returncode != 0
    assert done.stdout.startswith("There is no 'python-of-nobody' here. Install Python 3.11 or newer")


def test_a_demo_is_never_reset_in_a_database_of_ones_own(bare: Path, tmp_path: Path) -> None:
    """The refusal comes before anything is removed; the environment is taken as made."""
    (bare / ".venv/bin").mkdir(parents=True)
    (bare / ".venv/bin/python").symlink_to("/bin/true")
    (bare / "static/vendor").mkdir(parents=True)
    for stamp in (".venv/.made", ".venv/.run", ".venv/.dev", "static/vendor/.npm", "static/vendor/.wheel"):
        (bare / stamp).touch()
    database = bare / "instance/ambassador.db"
    database.parent.mkdir()
    database.touch()
    refused = [
        make(
            bare, "demo-reset", environment=clean_environment(tmp_path, DATABASE_URL="postgresql://db.example/portal")
        ),
        make(bare, "demo-reset", environment=clean_environment(tmp_path, AMBASSADOR_ENV="production")),
    ]
    assert all(done.returncode != 0 for done in refused)
    assert refused[0].stdout.startswith("DATABASE_URL is set")
    assert refused[1].stdout.startswith("AMBASSADOR_ENV is production")
    assert database.exists()
    assert make(bare, "demo-reset", environment=clean_environment(tmp_path)).returncode == 0
    assert not database.exists()


def test_what_ci_runs_is_a_program_that_bash_can_read() -> None:
    program = ROOT / ".ci/run"
    assert program.stat().st_mode & stat.S_IXUSR
    assert subprocess.run(["bash", "-n", program], capture_output=True, check=False).stderr == b""
    assert "REQUIRE_ALL=1 make" in program.read_text()
