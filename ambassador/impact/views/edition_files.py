"""The files of an edition, for those who may read it. A browser asks each time whether what it has is still right: a quote may
have been withdrawn meanwhile."""

from flask import Response, abort, request

from ambassador import documents, i18n
from ambassador.access import get_or_404, requires, viewer
from ambassador.impact.edition import files
from ambassador.impact.edition.files import FileFormat
from ambassador.impact.queries import editions
from ambassador.impact.views.blueprint import blueprint
from ambassador.impact.views.editions import rendition_of
from ambassador.permissions import Permission
from ambassador.translated import LANGUAGES


@blueprint.get("/editions/<int:number>/files/<language>.<format>")
@requires(Permission.IMPACT_VIEW)
def edition_file(number: int, language: str, format: str) -> Response:
    row = get_or_404(editions.edition(number, viewer()))
    if language not in LANGUAGES or not files.is_given(row.is_editable, format):
        abort(404)
    i18n.speak(language)
    shown, kind = rendition_of(row), FileFormat(format)
    content = repr(shown.told) if row.is_editable else str(row.content)
    tag = files.tag(shown, content, kind)
    if request.if_none_match.contains(tag):
        response = Response(status=304)
    else:
        made = files.file(shown, content, kind)
        response = documents.send(made.content, made.media_type, made.name, format)
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
