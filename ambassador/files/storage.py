"""Writing files whole or not at all, and finding them again."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ambassador.db import db
from ambassador.files.models import StoredFile

if TYPE_CHECKING:
    from ambassador.accounts.models import User

PART = ".part"
"""The ending of what is being written; one that stays is what a crash left behind."""


@dataclass(frozen=True)
class Upload:
    """What a form received and judged: a cleaned name, the type of its content, and the folder it would be kept in."""

    name: str
    media_type: str
    content: bytes
    folder: Path

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def folder_in(instance: str | Path) -> Path:
    return Path(instance) / "uploads"


def path_of(file: StoredFile, folder: Path) -> Path:
    return folder / file.stored_as


def read(file: StoredFile, folder: Path) -> bytes | None:
    """The content as it was uploaded; None where it is gone or no longer the same."""
    path = path_of(file, folder)
    content = path.read_bytes() if path.is_file() else b""
    return content if content and hashlib.sha256(content).hexdigest() == file.sha256 else None


def keep(upload: Upload, uploader: "User", now: datetime, convention_id: int | None) -> StoredFile:
    """The file on the disk for good, and its row. Call it when nothing else can refuse the change.

    If the change is undone afterwards the file stays without a row: to delete it then could lose a file whose row was
    committed after all, when the database's answer was lost.
    """
    row = StoredFile(
        name=upload.name,
        stored_as=secrets.token_hex(16),
        media_type=upload.media_type,
        size=len(upload.content),
        sha256=upload.sha256,
        uploaded_by_id=uploader.id,
        uploaded_at=now,
        convention_id=convention_id,
    )
    _write(path_of(row, upload.folder), upload.content)
    db.session.add(row)
    db.session.flush()
    return row


def discard(stored_as: str | None, folder: Path) -> None:
    """Delete a content whose row is gone, once that is committed; nothing for None."""
    if stored_as:
        (folder / stored_as).unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + PART)
    with part.open("xb") as file:
        part.chmod(0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@dataclass(frozen=True)
class Findings:
    """What the check found: rows whose file is gone or changed, and files that no row names."""

    checked: int
    missing: list[StoredFile]
    altered: list[StoredFile]
    orphans: list[str]

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.altered or self.orphans)


def check(folder: Path) -> Findings:
    """Compare the folder with the rows. The folder is read first: a row that comes meanwhile has its file already."""
    present = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    rows = list(db.session.query(StoredFile).order_by(StoredFile.id))
    missing, altered = [], []
    for row in rows:
        path = path_of(row, folder)
        if not path.is_file():
            missing.append(row)
        elif path.stat().st_size != row.size or _sha256(path) != row.sha256:
            altered.append(row)
    known = {row.stored_as for row in rows}
    return Findings(len(rows), missing, altered, [name for name in present if name not in known])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
