"""The fields of a form that take one file or several, with what is wrong with them beside the field."""

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
from ambassador.files.contents import ENDINGS, TEXT, clean_name, media_type_of
from ambassador.files.models import StoredFile
from ambassador.files.storage import Upload, folder_in

MOST_AT_ONCE = 5
"""Files in one sending of a form: together they are at most what the server takes in one request."""
_ACCEPTED = ",".join(ending for endings in ENDINGS.values() for ending in endings)


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
        kwargs.setdefault("accept", _ACCEPTED)
        return super().__call__(**kwargs)

    def _value(self) -> str:
        return self.data.name if self.data else ""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if sent := _sent(valuelist):
            self.data = _received(sent[0])

    def pre_validate(self, form: Any) -> None:
        if self.required and self.data is None and not self.process_errors:
            raise StopValidation(gettext("Choisissez un fichier."))


class UploadsField(Field):
    """Several files at once. `uploads` are those that were received; what one of them lacks is said by its name."""

    widget = FileInput(multiple=True)
    data: list[Upload]

    def __init__(self, label: Any = None, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.required = required

    @property
    def uploads(self) -> list[Upload]:
        return self.data or []

    def __call__(self, **kwargs: Any) -> Any:
        kwargs.setdefault("accept", _ACCEPTED)
        return super().__call__(**kwargs)

    def _value(self) -> str:
        return ", ".join(one.name for one in self.uploads)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        sent, self.data, wrong = _sent(valuelist), [], []
        if len(sent) > MOST_AT_ONCE:
            raise ValueError(gettext("%(most)s fichiers à la fois au plus.", most=MOST_AT_ONCE))
        for one in sent:
            try:
                self.data.append(_received(one))
            except ValueError as error:
                name = clean_name(one.filename or "", TEXT).removesuffix(".txt")
                wrong.append(str(gettext("« %(name)s » : %(message)s", name=name, message=error)))
        if wrong:
            raise ValueError(" ".join(wrong))

    def pre_validate(self, form: Any) -> None:
        if self.required and not self.uploads and not self.process_errors:
            raise StopValidation(gettext("Choisissez un fichier."))


def _sent(values: Sequence[Any]) -> list[FileStorage]:
    return [one for one in values if isinstance(one, FileStorage) and one.filename]


def _received(sent: FileStorage) -> Upload:
    """What came, judged by its content. ValueError in the person's words."""
    sent.stream.seek(0)  # a request that is run again reads it a second time
    content = sent.stream.read(MAX_UPLOAD + 1)
    if len(content) > MAX_UPLOAD:
        raise ValueError(gettext("Ce fichier dépasse %(size)s Mo.", size=MAX_UPLOAD // 1024**2))
    try:
        media_type = media_type_of(content, sent.filename or "")
    except RuleBroken as broken:
        raise ValueError(gettext(broken.message, **broken.parameters)) from None
    name = clean_name(sent.filename or "", media_type)
    return Upload(name, media_type, content, folder_in(current_app.config["INSTANCE_PATH"]))


def file_field(label: Any, required: bool = False, description: Any = "") -> Any:
    return UploadField(label, required, description=description)


def files_field(label: Any, required: bool = False, description: Any = "") -> Any:
    return UploadsField(label, required, description=description)
