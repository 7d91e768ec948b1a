from tests.everywhere.decisions import EVERYONE, PUBLIC, Decision

DECISIONS = {
    "home.index": Decision(EVERYONE),
    "home.accessibility": PUBLIC,
    "home.privacy": PUBLIC,
    "home.healthz": PUBLIC,
}
