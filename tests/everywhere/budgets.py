"""How many statements each page may send to the database. Most pages stay within the usual budget."""

USUAL = 8

BUDGETS: dict[str, int] = {}


def budget_of(endpoint: str) -> int:
    return BUDGETS.get(endpoint, USUAL)
