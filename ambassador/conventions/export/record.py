"""All that is known of a convention on a day, as its page shows it to a viewer; gathered once for both exports."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext

from ambassador import i18n
from ambassador.accounts.models import User
from ambassador.config import BRUSSELS
from ambassador.conventions import annexes, progress, queries, timeline
from ambassador.conventions.annexes import Annex
from ambassador.conventions.models import (
    Amendment,
    Approval,
    Article,
    Commitment,
    ConditionRecord,
    Contact,
    Contribution,
    ContributionState,
    Convention,
    ConventionState,
    Notice,
)
from ambassador.conventions.progress import ShownStanding
from ambassador.conventions.queries import contributions as reads
from ambassador.conventions.queries import exchange
from ambassador.conventions.timeline import Moment
from ambassador.conventions.work import chain, contributions, state_on


@dataclass(frozen=True)
class Record:
    convention: Convention
    day: date
    is_past: bool
    """Seen as of a day that is not today."""
    groups: list[tuple[Article | None, str, list[Commitment]]]
    progress: dict[int, ShownStanding]
    moments: list[Moment]
    conditions: dict[int, list[ConditionRecord]]
    amendments: list[Amendment]
    notices: list[Notice]
    contacts: list[Contact]
    approvals: list[Approval]
    annexes: list[Annex]

    @property
    def title(self) -> str:
        name = i18n.text_for_reader(self.convention.title)
        return str(gettext("Suivi de la convention : %(convention)s", convention=name))

    @property
    def lead(self) -> str:
        return str(gettext("État au %(day)s.", day=i18n.day(self.day)))

    @property
    def mark(self) -> str:
        """What says that it does not bind yet; empty where it does."""
        match self.convention.state(self.day):
            case ConventionState.DRAFT:
                return str(gettext("Brouillon : aucune partie n’a signé."))
            case ConventionState.PARTLY_SIGNED:
                return str(gettext("Pas encore conclue : il manque au moins une signature."))
            case _:
                return ""

    @property
    def above(self) -> tuple[str, ...]:
        """What stands over each table: of which convention it is, and of which day."""
        return tuple(filter(None, (self.title, self.lead, self.mark)))

    @property
    def commitments(self) -> list[Commitment]:
        return [row for _, _, rows in self.groups for row in rows]

    def contributions(self, commitment: Commitment) -> list[Contribution]:
        """Those done by the day, oldest first."""
        return [row for row in contributions(commitment) if row.on <= self.day]

    def state_of(self, row: Contribution) -> ContributionState:
        return state_on(row, self.day)

    def is_decided(self, row: Contribution) -> bool:
        return row.decided_at is not None and self.is_known(row.decided_at)

    def is_known(self, moment: datetime) -> bool:
        return moment.astimezone(BRUSSELS).date() <= self.day

    def condition_records(self, commitment: Commitment) -> list[ConditionRecord]:
        rows = [record for one in chain(commitment) for record in self.conditions.get(one.id, [])]
        return [row for row in rows if row.met_on <= self.day]


def gather(convention: Convention, viewer: User, day: date, as_of: date | None) -> Record:
    """Reads all of it ahead, so that nothing is read row by row."""
    reads.with_people(convention)
    standings = progress.of_convention(convention, viewer, day)
    conditions: dict[int, list[ConditionRecord]] = defaultdict(list)
    for record in reads.condition_records_of(convention):
        conditions[record.commitment_id].append(record)
    amendments = queries.amendments_whole(convention)
    if as_of:
        amendments = [row for row in amendments if row.last_signature and row.last_signature <= day]
    return Record(
        convention=convention,
        day=day,
        is_past=as_of is not None,
        groups=queries.by_article(convention, day),
        progress=standings,
        moments=timeline.moments(convention, standings, day, as_of),
        conditions=conditions,
        amendments=amendments,
        notices=[row for row in convention.notices if row.sent_on <= day],
        contacts=[row for row in exchange.contacts([convention]) if row.since <= day],
        approvals=[] if as_of else exchange.approvals([convention]),
        annexes=annexes.of_convention(convention, viewer, day, as_of is not None),
    )
