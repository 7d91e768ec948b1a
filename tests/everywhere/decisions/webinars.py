from tests.everywhere.decisions import INSIDE, Decision

DECISIONS = {
    "webinars.index": Decision(INSIDE),
}
