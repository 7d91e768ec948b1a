"""Where the pages hang."""

from flask import Blueprint

blueprint = Blueprint("webinars", __name__, url_prefix="/webinars")
