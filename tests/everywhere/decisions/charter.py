from tests.everywhere.decisions import INSIDE, Decision

DECISIONS = {
    "charter.index": Decision(INSIDE),
}
