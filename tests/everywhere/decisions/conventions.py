from tests.everywhere.decisions import INSIDE, Decision

DECISIONS = {
    "conventions.index": Decision(INSIDE),
}
