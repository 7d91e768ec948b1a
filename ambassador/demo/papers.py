"""The files that the demonstration's people attached: made up, and kept as any upload is."""

from flask import current_app

from ambassador.demo.material import SEEDS
from ambassador.files import Upload
from ambassador.files.contents import clean_name, media_type_of
from ambassador.files.storage import folder_in


def paper(name: str) -> Upload:
    """One of `seeds/files`, judged by its content as if someone had sent it."""
    content = (SEEDS / "files" / name).read_bytes()
    media_type = media_type_of(content, name)
    return Upload(clean_name(name, media_type), media_type, content, folder_in(current_app.config["INSTANCE_PATH"]))
