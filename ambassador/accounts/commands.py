"""The command that gives a new portal its first administrator, or lets one back in."""

from datetime import date

import click
from flask.cli import with_appcontext

from ambassador import clock
from ambassador.accounts import queries
from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.accounts.services import invitations, people
from ambassador.cli import as_system
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.permissions import Role
from ambassador.translated import LANGUAGES, Translated

admin = click.Group("admin", help="Who administers the portal.")


@admin.command("create")
@click.argument("email")
@click.argument("name")
@click.option("--organisation", default="WeTechCare Belgique asbl", help="The operator's name, if there is none yet.")
@click.option("--language", type=click.Choice(LANGUAGES), default="fr")
@click.option("--url", default="http://127.0.0.1:8000", help="The portal's address, for the link.")
@with_appcontext
def create_admin(email: str, name: str, organisation: str, language: str, url: str) -> None:
    """Make an administrator and print a one-time link to set the password.

    For an administrator who exists already, print a new link.
    """

    def change(_today: date) -> str:
        token = _link_for(email.strip(), name.strip(), organisation, language)
        return (
            f"Open this link within {invitations.VALID_FOR.days} days to set the password of {email}:\n"
            f"{url.rstrip('/')}/invitation/{token}"
        )

    as_system(change)


def _link_for(email: str, name: str, organisation: str, language: str) -> str:
    existing = queries.user_by_email(email)
    if existing is not None:
        if existing.role is not Role.ADMIN:
            raise RuleBroken(N_("Une autre personne a déjà cette adresse e-mail."))
        return invitations.new_link(existing, None, clock.now())
    operator = queries.operator()
    if operator is None:
        operator = Organisation(name=Translated(fr=organisation), kind=OrganisationKind.OPERATOR, key="wetechcare")
        db.session.add(operator)
        db.session.flush()
    _, token = people.invite_person(
        None,
        name=name,
        email=email,
        role=Role.ADMIN,
        organisation_id=operator.id,
        service_id=None,
        language=language,
        now=clock.now(),
    )
    return token
