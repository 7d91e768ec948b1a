"""Where the pages hang."""

from flask import Blueprint

blueprint = Blueprint("impact", __name__, url_prefix="/impact")
