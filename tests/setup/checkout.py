"""A copy of what git would keep, and `make` run in it as on somebody else's machine."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("AMBASSADOR_", "DATABASE_", "INSTANCE_", "MAKE", "MFLAGS", "PYTEST_", "TEST_", "VIRTUAL_ENV", "PYTHON")
ALSO_OURS = {"HOST", "PORT", "SECRET_KEY", "TRUSTED_PROXIES", "REQUIRE_ALL", "NPM", "CHROMIUM", "GNUMAKEFLAGS"}


def kept_files() -> list[Path]:
    """What git keeps or would keep, relative to the checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


def copy_to(folder: Path) -> Path:
    for path in kept_files():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, target)
    return folder


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """This machine's environment without what a test run or a developer has set, and with an empty home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS) and name not in ALSO_OURS}
    return kept | {"HOME": str(home), "LC_ALL": "C.UTF-8"} | more


def make(folder: Path, *words: str, environment: dict[str, str], timeout: int = 60) -> subprocess.CompletedProcess[str]:
    """`make` with both streams in `stdout`."""
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
