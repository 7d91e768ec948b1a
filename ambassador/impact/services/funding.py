"""The funding notice of an operator: set, changed, taken away."""

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.impact.models import FundingNotice
from ambassador.translated import LANGUAGES, Translated

USUAL_LINE = Translated(
    fr="Financé par l’Union européenne – NextGenerationEU",
    nl="Gefinancierd door de Europese Unie – NextGenerationEU",
    en="Funded by the European Union – NextGenerationEU",
)
"""The statement of Regulation (EU) 2021/241, art. 34(2), in its official wordings."""


def set_notice(operator: Organisation, notice: FundingNotice | None, line: Translated, emblem: bool) -> FundingNotice:
    """Every document shows the line in its own language: all three are needed."""
    if set(line.texts()) != set(LANGUAGES):
        raise RuleBroken(
            N_("Écrivez la ligne dans les trois langues : chaque document la montre dans la sienne."), "line"
        )
    if notice is None:
        notice = FundingNotice(organisation_id=operator.id)
        db.session.add(notice)
    notice.line, notice.emblem = line, emblem
    db.session.flush()
    return notice


def remove_notice(notice: FundingNotice) -> None:
    """Reports show none from now on; editions keep the one that was frozen with them."""
    db.session.delete(notice)
    db.session.flush()
