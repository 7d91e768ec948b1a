from tests.everywhere.decisions import INSIDE, Decision

DECISIONS = {
    "kpis.index": Decision(INSIDE),
}
