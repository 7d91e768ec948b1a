from tests.everywhere.decisions import EVERYONE, PUBLIC, Decision

DECISIONS = {
    "accounts.sign_in": PUBLIC,
    "accounts.set_language": PUBLIC,
    "accounts.sign_out": Decision(EVERYONE),
    "accounts.me": Decision(EVERYONE),
    "accounts.admin": Decision("admin"),
}
