"""Sums that the database makes and that are exact beyond 64 bits, on both databases by the same statement.

Figures are stored as scaled integers. SQLite adds integers of 64 bits and refuses more; it would make a float of a product
beyond them. So the factors of products are taken in halves, and so are numbers where there are more of them than a sum of 64
bits holds. The halves are put together here, where integers have no bounds. A float is never made.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, func, literal, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from ambassador.db import LARGEST, SCALE
from ambassador.kpis.exact import Sums

MOST = (2**63 - 1) // int(LARGEST * SCALE)
"""So many numbers of any size can be added in 64 bits: 922,337."""
_WHOLE, _HALF = 32, 22
"""Bits of the lower part: of a number, and of a factor, whose size is below 2⁴⁴."""


def columns(numerator: Any, denominator: Any, weight: Any, is_wide: bool = False) -> list[ColumnElement[int]]:
    """What to select for `read`, of columns that hold exact decimals. `is_wide`: of more than `MOST` rows."""
    high, low = _halves(numerator, _HALF)
    more, less = _halves(weight, _HALF)
    products = [high * more, high * less + low * more, low * less]
    return [
        *(part for column in (numerator, denominator, weight) for part in _number(column, is_wide)),
        *(_sum(product, weight.is_not(None)) for product in products),
    ]


def read(parts: Sequence[Any], is_wide: bool = False) -> Sums:
    """The sums of one row of `columns`."""
    if float in map(type, parts):
        raise ArithmeticError("a sum became a float")
    if is_wide:
        halves = zip(parts[0:6:2], parts[1:6:2], strict=True)
        parts = [*(None if high is None else (high << _WHOLE) + low for high, low in halves), *parts[6:]]
    numerator, denominator, weight, high, middle, low = parts
    weighted = 0 if high is None else (high << 2 * _HALF) + (middle << _HALF) + low
    return Sums(numerator or 0, denominator or 0, weight or 0, weighted)


def _number(column: ColumnElement[Any], is_wide: bool) -> list[ColumnElement[int]]:
    parts = _halves(column, _WHOLE) if is_wide else (type_coerce(column, BigInteger),)
    return [_sum(part) for part in parts]


def _halves(column: ColumnElement[Any], bits: int) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The upper part, which has the sign, and the lower, which has none."""
    stored = type_coerce(column, BigInteger)
    return stored.bitwise_rshift(literal(bits, Integer)), stored.bitwise_and(literal((1 << bits) - 1, BigInteger))


def _sum(part: ColumnElement[int], only: ColumnElement[bool] | None = None) -> ColumnElement[int]:
    found: Any = func.sum(part, type_=BigInteger)
    return _Short(found if only is None else found.filter(only))


class _Short(FunctionElement[int]):
    """A sum that fits in 64 bits, read as such. PostgreSQL makes decimals of sums, which take longer to read; SQLite's are
    left alone, since a cast would hide a float."""

    type = BigInteger()
    inherit_cache = True


@compiles(_Short)
def _as_it_is(element: _Short, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(_Short, "postgresql")
def _cast(element: _Short, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS BIGINT)"
