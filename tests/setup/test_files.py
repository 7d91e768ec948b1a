"""What the repository keeps: its own work only, and nothing that ties it to one machine or one registry."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.setup.checkout import ROOT, kept_files

PICTURES = {".png", ".jpg", ".webp", ".ico", ".pdf"}
TEXTS = [path for path in kept_files() if path.suffix not in PICTURES]
LOCKS = ["requirements.lock", "requirements-dev.lock", "package-lock.json"]
# In pieces, so that this file does not hold what it looks for.
REGISTRY = re.compile(
    r"\b(pypi|pythonhosted|npmjs|yarnpkg|jsdelivr|unpkg|cdnjs|debian)\.(org|com|net|cloudflare)", re.I
)
OF_A_MACHINE = re.compile(r"(?<![\w.<>/})])/(work|root|home|Users|opt|mnt)/\w")
LICENCE_BANNER = re.compile(r"/\*!|@licen[sc]e|\bCopyright \(c\)|SPDX-" + "License", re.I)
OF_OTHERS = {"node_modules", "vendor", "site-packages", "third_party", ".venv"}
LARGEST_TEXT = 800_000  # the catalogues are the largest


def places(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
        found += [
            f"{path}:{number}: {line.strip()[:100]}" for number, line in enumerate(lines, 1) if pattern.search(line)
        ]
    return found


def test_no_file_holds_the_address_of_a_registry() -> None:
    assert not places(REGISTRY, TEXTS)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_says_nothing_of_where_packages_come_from(name: str) -> None:
    assert not places(re.compile(r'^--|"resolved"|\bfile:|\+http|@ http|/-/'), [Path(name)])


def test_no_file_holds_a_path_of_one_machine() -> None:
    assert not places(OF_A_MACHINE, TEXTS)


def test_no_code_of_others_is_kept() -> None:
    of_others = [path for path in kept_files() if OF_OTHERS & set(path.parts) or ".min." in path.name]
    assert not of_others, "install it at set-up instead"
    assert not places(LICENCE_BANNER, [path for path in TEXTS if path.name not in LOCKS])
    large = [path for path in TEXTS if (ROOT / path).stat().st_size > LARGEST_TEXT and path.name not in LOCKS]
    assert not large, "a file this large is rarely written by hand"


def test_what_make_makes_is_not_kept() -> None:
    ours = {"instance/.gitkeep"}
    made = [path for path in kept_files() if path.suffix in {".mo", ".pyc", ".db"} or path.parts[0] == "instance"]
    assert [str(path) for path in made if str(path) not in ours] == []


def requirements(name: str) -> dict[str, str]:
    """Each pinned package of a lock with its pin and marker."""
    lines = (ROOT / name).read_text().splitlines()
    pinned = [line.removesuffix(" \\").split("==", 1) for line in lines if re.match(r"[a-z0-9]", line)]
    return dict(pinned)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_of_a_lock_is_pinned_and_hashed(name: str) -> None:
    parts = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text())[1:]
    assert len(parts) > 30
    assert [part.splitlines()[0] for part in parts if "==" not in part or "--hash=sha256:" not in part] == []


def test_the_locks_agree() -> None:
    """So that one environment serves both commands."""
    run, dev = requirements("requirements.lock"), requirements("requirements-dev.lock")
    assert {name: pin for name, pin in run.items() if dev.get(name) != pin} == {}


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    run, dev = requirements("requirements.lock"), requirements("requirements-dev.lock")
    for lock, asked in ((run, project["dependencies"]), (dev, project["optional-dependencies"]["dev"])):
        names = {re.split(r"[\[~<>=!;]", line)[0] for line in asked}
        assert names - {name.partition("[")[0] for name in lock} == set(), "make the locks anew: see their first lines"
