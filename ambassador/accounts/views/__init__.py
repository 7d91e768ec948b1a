"""The pages of accounts: signing in, one's own account, and the administration of people and organisations."""

from ambassador.accounts.views import changes, links, organisations, own, people, signing_in
from ambassador.accounts.views.base import blueprint

__all__ = ["blueprint", "changes", "links", "organisations", "own", "people", "signing_in"]
