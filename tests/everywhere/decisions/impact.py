from tests.everywhere.decisions import EVERYONE, Decision

DECISIONS = {
    "impact.index": Decision(EVERYONE),
}
