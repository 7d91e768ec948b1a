"""Files that people upload. The database knows name, size, type and SHA-256; the content lies under `instance/uploads`.

A form has a `file_field` or `files_field`; its service, once nothing else can refuse, calls `keep(upload, …)` and points to
the row. The content is on the disk before the row is committed: a change that is undone leaves a file without a row, never
a row without a file. `flask --app app files check` finds both.
"""

from flask import Flask, request

from ambassador.files.models import StoredFile
from ambassador.files.storage import Upload, keep

__all__ = ["StoredFile", "Upload", "init", "keep"]


def init(app: Flask) -> None:
    from ambassador.files import commands, words
    from ambassador.files.views import blueprint

    app.register_blueprint(blueprint)
    app.teardown_request(_close_received)
    app.cli.add_command(commands.files)
    app.jinja_env.filters["file_about"] = words.about


def _close_received(_error: BaseException | None) -> None:
    """Let go of what was received: large uploads wait in files of their own."""
    received = request.__dict__.get("files")
    for several in received.listvalues() if received is not None else ():
        for sent in several:
            sent.close()
