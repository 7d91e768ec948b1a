"""The field of a form that takes a file, with what is wrong with it beside the field."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import FileInput

from ambassador.config import MAX_UPLOAD
from ambassador.errors import RuleBroken
from ambassador.files.contents import ENDINGS, clean_name, media_type_of
from ambassador.files.models import StoredFile
from ambassador.files.storage import Upload, folder_in


class UploadField(Field):
    """`upload` is what was received, or None; `data` otherwise stays what the row has: no file chosen changes nothing."""

    widget = FileInput()
    data: Upload | StoredFile | None

    def __init__(self, label: Any = None, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.required = required

    @property
    def upload(self) -> Upload | None:
        return self.data if isinstance(self.data, Upload) else None

    def __call__(self, **kwargs: Any) -> Any:
        kwargs.setdefault("accept", ",".join(ending for endings in ENDINGS.values() for ending in endings))
        return super().__call__(**kwargs)

    def _value(self) -> str:
        return self.data.name if self.data else ""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        sent = next((one for one in valuelist if isinstance(one, FileStorage) and one.filename), None)
        if sent is None:
            return
        sent.stream.seek(0)  # a request that is run again reads it a second time
        content = sent.stream.read(MAX_UPLOAD + 1)
        if len(content) > MAX_UPLOAD:
            raise ValueError(gettext("Ce fichier dépasse %(size)s Mo.", size=MAX_UPLOAD // 1024**2))
        try:
            media_type = media_type_of(content, sent.filename or "")
        except RuleBroken as broken:
            raise ValueError(gettext(broken.message, **broken.parameters)) from None
        name = clean_name(sent.filename or "", media_type)
        self.data = Upload(name, media_type, content, folder_in(current_app.config["INSTANCE_PATH"]))

    def pre_validate(self, form: Any) -> None:
        if self.required and self.data is None and not self.process_errors:
            raise StopValidation(gettext("Choisissez un fichier."))


def file_field(label: Any, required: bool = False, description: Any = "") -> Any:
    return UploadField(label, required, description=description)
