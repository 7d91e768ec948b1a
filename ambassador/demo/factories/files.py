"""Uploaded files, on the disk as in the database."""

from datetime import datetime
from pathlib import Path

from ambassador.accounts.models import User
from ambassador.conventions.models import Convention
from ambassador.files import StoredFile, Upload, keep
from ambassador.files.contents import clean_name, media_type_of

PAGE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def upload(folder: Path, name: str = "preuve.pdf", content: bytes = PAGE) -> Upload:
    media_type = media_type_of(content, name)
    return Upload(clean_name(name, media_type), media_type, content, folder)


def stored_file(upload: Upload, uploader: User, at: datetime, convention: Convention | None = None) -> StoredFile:
    return keep(upload, uploader, at, convention.id if convention else None)
