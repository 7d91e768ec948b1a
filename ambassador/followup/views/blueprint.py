"""The blueprint of the follow-up."""

from flask import Blueprint

blueprint = Blueprint("followup", __name__, url_prefix="/follow-up")
