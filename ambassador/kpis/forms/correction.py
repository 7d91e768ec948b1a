"""The form that corrects an approved figure: the figure's own fields and a reason, under what is stored or was proposed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask_babel import lazy_gettext as _l

from ambassador.errors import RuleBroken
from ambassador.fields import long_text_field
from ambassador.files import StoredFile
from ambassador.forms import VersionedForm
from ambassador.kpis.forms.figure import (
    LONGEST_COMMENT,
    MeanFields,
    MilestoneFields,
    NumberFields,
    RatioFields,
)
from ambassador.kpis.models import Answer, Entry, EntryEvent, IndicatorKind, IndicatorVersion
from ambassador.kpis.past import NUMBERS
from ambassador.kpis.services.breakdowns import parts_of
from ambassador.kpis.services.corrections import read_back
from ambassador.kpis.words import say


@dataclass(frozen=True)
class Proposed:
    """What the form is filled with: the figure, or the correction of it that came back."""

    version: int
    definition: IndicatorVersion
    answer: Answer
    numerator: Decimal | None
    denominator: Decimal | None
    weight: Decimal | None
    comment: str
    evidence: str
    file: StoredFile | None
    reason: str = ""
    parts: list[Any] = field(default_factory=list)


def proposed(entry: Entry, correction: EntryEvent | None) -> Proposed:
    """`correction`: the one that came back, to go on from."""
    if correction is None:
        source: Any = entry
        parts: list[Any] = list(parts_of(entry))
    else:
        source = read_back(correction.after or {})
        parts = [
            SimpleNamespace(category_id=category, **dict(zip(NUMBERS, numbers, strict=True)))
            for category, numbers in (source.parts or {}).items()
        ]
    names = ("answer", *NUMBERS, "comment", "evidence")
    return Proposed(
        version=entry.version,
        definition=entry.definition,
        file=entry.file,
        reason=correction.reason if correction else "",
        parts=parts,
        **{name: getattr(source, name) for name in names},
    )


class Reason(VersionedForm):
    """The reason of a correction, beside the figure's own fields."""

    reason = long_text_field(_l("Pourquoi ce chiffre change-t-il ?"), required=True, longest=LONGEST_COMMENT)

    def add_rule_broken(self, broken: RuleBroken) -> None:
        """Beside a category's field too."""
        found = self.named_field(broken.field)
        if found is None:
            self.form_errors.append(say(broken))
        else:
            found.errors = [*found.errors, say(broken)]


class CorrectNumber(NumberFields, Reason):
    pass


class CorrectRatio(RatioFields, Reason):
    pass


class CorrectMean(MeanFields, Reason):
    pass


class CorrectMilestone(MilestoneFields, Reason):
    pass


CORRECTIONS: dict[IndicatorKind, Callable[..., Any]] = {
    IndicatorKind.NUMBER: CorrectNumber,
    IndicatorKind.RATIO: CorrectRatio,
    IndicatorKind.MEAN: CorrectMean,
    IndicatorKind.MILESTONE: CorrectMilestone,
}
