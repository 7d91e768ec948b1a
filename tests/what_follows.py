"""What follows from shown numbers: by adding and subtracting, and by bounding. Exact, and apart from the portal's own rules.

Each number shown is the sum of some unknown counts, which are whole and not negative. `Knowledge.gives` says whether the
sum of a group follows by adding and subtracting; `Knowledge.most` what one count can be at most, by linear programming.
"""

from collections.abc import Collection, Hashable, Iterable
from fractions import Fraction

Atom = Hashable
Row = list[Fraction]
BOUNDLESS = 10**9


class Knowledge:
    """`sums`: (atoms, their sum) as shown. `somebody`: groups of atoms that are known to be at least one together."""

    def __init__(
        self,
        atoms: Iterable[Atom],
        sums: Iterable[tuple[Collection[Atom], int]],
        somebody: Iterable[Collection[Atom]] = (),
    ) -> None:
        self.atoms = list(atoms)
        self.sums = [(frozenset(group), value) for group, value in sums]
        self.place = {atom: place for place, atom in enumerate(self.atoms)}
        self.rows = _reduced([self._vector(group, value) for group, value in self.sums], len(self.atoms))
        self.somebody = [frozenset(group) for group in somebody]
        self._simplex: _Simplex | None = None

    def _vector(self, group: Collection[Atom], value: int = 0) -> Row:
        row = [Fraction(0)] * (len(self.atoms) + 1)
        for atom in group:
            row[self.place[atom]] = Fraction(1)
        row[-1] = Fraction(value)
        return row

    def gives(self, group: Collection[Atom], less: Collection[Atom] = ()) -> int | None:
        """The sum of the group, less that of another, if it follows by adding and subtracting."""
        rest = [one - other for one, other in zip(self._vector(group), self._vector(less), strict=True)]
        for row in self.rows:
            pivot = _pivot(row)
            if factor := rest[pivot]:
                rest = [a - factor * b for a, b in zip(rest, row, strict=True)]
        return None if any(rest[:-1]) else int(-rest[-1])

    def most(self, atom: Atom) -> int:
        """The largest the count can be."""
        if self._simplex is None:
            extra = len(self.somebody)
            rows = [[*row[:-1], *[Fraction(0)] * extra, row[-1]] for row in self.rows]
            for number, group in enumerate(self.somebody):
                row = self._vector(group, 1)
                surplus = [Fraction(-1 if number == one else 0) for one in range(extra)]
                rows.append([*row[:-1], *surplus, row[-1]])
            self._simplex = _Simplex(rows, len(self.atoms) + extra)
        return int(self._simplex.most(self.place[atom]))


def _pivot(row: Row) -> int:
    return next(place for place, value in enumerate(row[:-1]) if value)


def _reduced(rows: Iterable[Row], width: int) -> list[Row]:
    """In reduced echelon form. A contradiction is an error: what was shown was not true."""
    found: list[Row] = []
    for row in rows:
        for known in found:
            if factor := row[_pivot(known)]:
                row = [a - factor * b for a, b in zip(row, known, strict=True)]
        if not any(row[:width]):
            assert not row[-1], "the numbers shown contradict each other"
            continue
        head = row[_pivot(row)]
        row = [value / head for value in row]
        pivot = _pivot(row)
        found = [
            [a - known[pivot] * b for a, b in zip(known, row, strict=True)] if known[pivot] else known
            for known in found
        ]
        found.append(row)
    return found


class _Simplex:
    """Bland's rule on fractions: exact, and it ends."""

    def __init__(self, rows: list[Row], width: int) -> None:
        self.width = width
        count = len(rows)
        signed = [[-value for value in row] if row[-1] < 0 else row for row in rows]
        self.rows = [
            [*row[:-1], *[Fraction(int(one == number)) for one in range(count)], row[-1]]
            for number, row in enumerate(signed)
        ]
        self.basis = [width + number for number in range(count)]
        self._climb([Fraction(0)] * width + [Fraction(-1)] * count, width + count)
        assert not any(row[-1] for row, base in zip(self.rows, self.basis, strict=True) if base >= width)
        for number in range(count):
            if self.basis[number] >= width:
                place = next((one for one in range(width) if self.rows[number][one]), None)
                if place is not None:
                    self._turn(number, place)
        kept = [number for number in range(count) if self.basis[number] < width]
        self.basis = [self.basis[number] for number in kept]
        self.rows = [[*self.rows[number][:width], self.rows[number][-1]] for number in kept]

    def most(self, place: int) -> Fraction:
        return self._climb([Fraction(int(one == place)) for one in range(self.width)], self.width)

    def _climb(self, gain: Row, width: int) -> Fraction:
        gain = [*gain, Fraction(0)]
        for row, base in zip(self.rows, self.basis, strict=True):
            if factor := gain[base]:
                gain = [a - factor * b for a, b in zip(gain, row, strict=True)]
        while True:
            place = next((one for one in range(width) if gain[one] > 0), None)
            if place is None:
                return -gain[-1]
            steps = [(row[-1] / row[place], self.basis[n], n) for n, row in enumerate(self.rows) if row[place] > 0]
            if not steps:
                return Fraction(BOUNDLESS)
            number = min(steps)[2]
            self._turn(number, place)
            factor = gain[place]
            gain = [a - factor * b for a, b in zip(gain, self.rows[number], strict=True)]

    def _turn(self, number: int, place: int) -> None:
        head = self.rows[number][place]
        pivot = [value / head for value in self.rows[number]]
        self.rows = [
            pivot
            if one == number
            else [a - row[place] * b for a, b in zip(row, pivot, strict=True)]
            if row[place]
            else row
            for one, row in enumerate(self.rows)
        ]
        self.basis[number] = place
