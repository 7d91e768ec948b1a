from tests.everywhere.decisions import INSIDE, Decision

DECISIONS = {
    "followup.index": Decision(INSIDE),
}
