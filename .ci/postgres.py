"""Run a command beside a throw-away PostgreSQL: `python .ci/postgres.py COMMAND…`.

The command finds the database in TEST_POSTGRES_URL. The server listens on a free port of this machine only, as an
ordinary user, with a password of its own, and is gone afterwards, whatever happens to the command. Where PostgreSQL is
not installed, or TEST_POSTGRES_URL is set already, the command runs as it is.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
STARTS_WITHIN = 30
ADVICE = "Debian: apt install postgresql"


class NoServer(Exception):  # noqa: N818 - it names what happened
    """Why there is no PostgreSQL, in a line."""


def main(command: list[str]) -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    environment = dict(os.environ)
    if "TEST_POSTGRES_URL" in environment:
        return run(command, environment)
    try:
        with throw_away_server() as url:
            return run(command, environment | {"TEST_POSTGRES_URL": url})
    except NoServer as problem:
        print(f"PostgreSQL: {problem}. What needs it is skipped. {ADVICE}", file=sys.stderr)
    return run(command, environment)


def run(command: list[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except BaseException as reason:
        if not isinstance(reason, KeyboardInterrupt):  # Ctrl-C has reached the command too
            process.terminate()
        wait_or_kill(process)
        raise


def wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def throw_away_server() -> Iterator[str]:
    """The address of a new, empty server. Raises NoServer."""
    programs = find_programs()
    user = ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp" if user else None))
    server = None
    try:
        url, server = start(programs, folder, user)
        yield url
    finally:
        if server:
            stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    on_path = shutil.which("initdb")
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].partition(".")[0])
    )
    if on_path:
        return Path(on_path).resolve().parent
    if debian:
        return debian[-1].parent
    raise NoServer("not on this machine")


def ordinary_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then as its own user, or as nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer("started as root, and there is no user 'postgres' or 'nobody' to run it as")


def start(programs: Path, folder: Path, user: pwd.struct_passwd | None) -> tuple[str, subprocess.Popen[bytes]]:
    password = secrets.token_hex(16)
    (folder / "password").write_text(password, encoding="ascii")
    if user:
        for path in (folder, folder / "password"):
            os.chown(path, user.pw_uid, user.pw_gid)
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    quiet = {"env": environment, "cwd": folder, "stdin": subprocess.DEVNULL}
    initdb = [programs / "initdb", "-D", folder / "data", "-U", "portal", "-E", "UTF8", "-A", "scram-sha-256"]
    initdb += ["--no-sync", "--pwfile", folder / "password"]
    made = subprocess.run(initdb, **who, **quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if made.returncode:
        raise NoServer(f"initdb failed: {made.stdout.strip()[-200:]}")
    for _attempt in range(5):
        port = free_port()
        options = [*FAST, "listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}"]
        command = [programs / "postgres", "-D", folder / "data", *(f"--{option}" for option in options)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                command, **who, **quiet, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True
            )
        try:
            if answers(programs, server, port):
                return f"postgresql://portal:{password}@127.0.0.1:{port}/postgres", server
        except BaseException:
            stop(server)
            raise
        stop(server)
    said = (folder / "log").read_text(errors="replace").strip().splitlines()
    raise NoServer(f"it did not start: {said[-1] if said else 'no reason given'}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(programs: Path, server: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the server takes connections before its time is up; the port may have been lost to another program."""
    deadline = time.monotonic() + STARTS_WITHIN
    question = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    while time.monotonic() < deadline and server.poll() is None:
        if subprocess.run(question, stdin=subprocess.DEVNULL).returncode == 0:
            return server.poll() is None
        time.sleep(0.05)
    return False


def stop(server: subprocess.Popen[bytes]) -> None:
    """At once: nothing in it is kept."""
    server.send_signal(signal.SIGQUIT)
    wait_or_kill(server)


def _stop(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
