"""Entry sheets that came back in the demonstration: one that can be confirmed, with a conflict, and one with wrong cells."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ambassador.accounts.models import User
from ambassador.demo.material import Calendar
from ambassador.demo.people import Cast
from ambassador.documents.reading import Found, Table, read_table
from ambassador.documents.reading import Line as FileLine
from ambassador.kpis import exchange_file, exchange_words
from ambassador.kpis.exchange import KEY, MARK, Figure, Mark, read_mark
from ambassador.kpis.models import IndicatorKind
from ambassador.kpis.queries import entry
from ambassador.kpis.queries.entry import Line
from ambassador.kpis.services.exchange import receive_sheet
from ambassador.periods import Frequency

Cells = dict[str, Found]


def build_sheets(cast: Cast, calendar: Calendar) -> None:
    """Of the coordinator's last quarter that is over, as far as it has figures to fill in."""
    person = cast.users["coordinator"]
    quarter = calendar.period(Frequency.QUARTERLY, 1)
    lines = entry.lines(person, quarter, calendar.today)
    numbers = [one for one in lines if one.is_open and one.adoption.definition.kind is IndicatorKind.NUMBER]
    if not numbers:
        return
    wrong = [_typed("huit cents"), _typed("12"), _typed("1.250")]
    _receive(person, lines, numbers, wrong, "saisie-avec-erreurs.csv", calendar, 7)
    good = [_typed("812,5"), _typed("282", "Recompté avec le service."), _moved]
    _receive(person, lines, numbers, good, "saisie.csv", calendar, 8)


def _typed(number: str, comment: str = "") -> Callable[[Cells], Cells]:
    return lambda cells: {**cells, "number": number, **({"comment": comment} if comment else {})}


def _moved(cells: Cells) -> Cells:
    """Filled in on an older version: somebody changed the figure since."""
    mark = read_mark(str(cells[MARK]))
    assert mark is not None
    return {**cells, MARK: str(_older(mark)), "number": "52", "comment": "Compté deux fois."}


def _older(mark: Mark) -> Mark:
    return replace(mark, version=max(mark.version - 1, 1), digest="0" * len(mark.digest))


def _receive(
    person: User,
    lines: Sequence[Line],
    chosen: Sequence[Line],
    changes: Sequence[Callable[[Cells], Cells]],
    name: str,
    calendar: Calendar,
    hour: int,
) -> None:
    """The sheet as it is downloaded, with one change for each of the chosen figures."""
    table = read_table(exchange_file.csv_file(lines), exchange_words.find_columns)
    by_key = {
        Figure(line.adoption.id, line.period.month).key(): change for line, change in zip(chosen, changes, strict=False)
    }
    changed = []
    for row in table.lines:
        change = by_key.get(str(row.cells[KEY]))
        changed.append(FileLine(row.number, change(row.cells) if change else row.cells))
    known = {Figure(line.adoption.id, line.period.month) for line in lines}
    receive_sheet(Table(table.columns, changed), known, name, person, calendar.moment(0, hour))
