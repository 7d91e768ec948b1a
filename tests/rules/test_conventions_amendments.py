"""Amendments: nothing changes before all have signed; then terms and commitments follow, for any day."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.accounts.models import User
from ambassador.audit import AuditAction, events_about
from ambassador.conventions.models import (
    Amendment,
    AmendmentFile,
    AmendmentState,
    Commitment,
    Convention,
    ConventionState,
    NoticeKind,
    Terms,
    Unit,
)
from ambassador.conventions.services.amendment_files import add_files, remove_file
from ambassador.conventions.services.amendments import (
    AmendmentDetails,
    Signing,
    change_amendment,
    create_amendment,
    delete_amendment,
    drop_change,
    propose_commitment,
    propose_ending,
    propose_other,
    sign_amendment,
)
from ambassador.conventions.services.commitments import CommitmentDetails
from ambassador.conventions.services.corrections import open_correction
from ambassador.conventions.services.notices import NoticeDetails, give_notice
from ambassador.demo import factories
from ambassador.demo.factories.files import upload
from ambassador.errors import RuleBroken
from ambassador.files import StoredFile
from ambassador.files.storage import check
from ambassador.translated import Translated
from tests.conftest import TODAY, World

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)
STARTS = date(2026, 2, 15)
BEFORE = date(2026, 2, 14)
DETAILS = AmendmentDetails("1", Translated(fr="Sept jours"), STARTS, text="Cinq jours deviennent sept.")
SIGNED = Signing(date(2026, 2, 1), date(2026, 2, 10))


@pytest.fixture
def convention(session: Any, world: World) -> Convention:
    """Signed by both on 15 January 2026, for a year, with five days."""
    return session.get_one(Convention, world.convention)


def signer(amendment: Amendment, place: int) -> User:
    """Someone of the party at that place: 0 is the operator."""
    return amendment.convention.parties[place].organisation.users[0]


def sign(amendment: Amendment, place: int, signing: Signing = SIGNED, today: date = TODAY) -> Amendment:
    return sign_amendment(amendment, signing, signer(amendment, place), today)


def signed_by_all(amendment: Amendment, signing: Signing = SIGNED, today: date = TODAY) -> Amendment:
    for place in range(len(amendment.convention.parties)):
        sign(amendment, place, signing, today)
    return amendment


def quota(convention: Convention, day: date) -> int | None:
    return convention.terms_on(day).quota_quarters


def seven_days(convention: Convention, **values: Any) -> Amendment:
    details = replace(DETAILS, changes_quota=True, quota_quarters=28, **values)
    return create_amendment(convention, details, TODAY)


def test_the_quota_changes_from_its_day_on_once_both_have_signed(convention: Convention) -> None:
    signed_by_all(seven_days(convention))
    assert (quota(convention, BEFORE), quota(convention, STARTS)) == (20, 28)
    assert convention.first_terms.quota_quarters == 20, "the text itself stays"


def test_every_change_of_what_is_signed_makes_a_newer_version(convention: Convention) -> None:
    kept, details = factories.commitment(convention), CommitmentDetails("2", Translated(fr="Prêter"))
    amendment = seven_days(convention)
    versions = [amendment.version]

    def changed() -> bool:
        versions.append(amendment.version)
        return versions[-1] > versions[-2]

    proposal = propose_commitment(amendment, details, TODAY)
    assert changed(), "who is about to sign is told of one more"
    propose_other(amendment, proposal, replace(details, article="3"), TODAY)
    assert changed(), "of other words"
    propose_other(amendment, proposal, replace(details, article="3"), TODAY)
    assert not changed(), "the same words are no news"
    propose_ending(amendment, kept, TODAY)
    assert changed(), "of one less"
    drop_change(amendment, kept, TODAY)
    assert changed(), "of a change taken out"


@pytest.mark.parametrize("signatures", [0, 1])
def test_what_not_all_have_signed_changes_nothing(convention: Convention, session: Any, signatures: int) -> None:
    kept = factories.commitment(convention)
    amendment = seven_days(convention, changes_length=True, length_months=24)
    propose_commitment(amendment, CommitmentDetails("2", Translated(fr="En plus")), TODAY)
    propose_ending(amendment, kept, TODAY)
    if signatures:
        sign(amendment, 0)
    session.expire_all()
    assert amendment.state is (AmendmentState.PARTLY_SIGNED if signatures else AmendmentState.PROPOSED)
    for day in (BEFORE, STARTS, TODAY, date(2026, 12, 31)):
        assert quota(convention, day) == 20
        assert convention.last_day(day) == date(2027, 1, 15)
        assert convention.commitments_on(day) == [kept]
    assert convention.commitments == [kept] and len(convention.terms) == 1


def test_it_takes_effect_not_before_the_last_signature(convention: Convention) -> None:
    amendment = seven_days(convention)
    last = date(2026, 3, 2)
    sign(amendment, 0)
    sign(amendment, 1, Signing(date(2026, 3, 1), last))
    assert amendment.starts_on == last
    assert (quota(convention, date(2026, 3, 1)), quota(convention, last)) == (20, 28)


def test_a_signature_is_taken_back_until_all_have_signed(convention: Convention) -> None:
    amendment = seven_days(convention)
    sign(amendment, 0)
    sign(amendment, 0, Signing(date(2026, 2, 1)))
    assert amendment.state is AmendmentState.PROPOSED
    signed_by_all(amendment)
    with pytest.raises(RuleBroken, match="ne se retire plus") as refused:
        sign(amendment, 0, Signing(date(2026, 2, 1)))
    assert refused.value.field == "signed_on"
    sign(amendment, 0, Signing(date(2026, 2, 1), date(2026, 3, 2)))
    assert quota(convention, TODAY) == 28 and amendment.starts_on == date(2026, 3, 2), "a date is corrected"


def test_each_party_decides_and_signs_for_itself(session: Any, world: World, convention: Convention) -> None:
    amendment = seven_days(convention)
    sign(amendment, 1, Signing(date(2026, 2, 3), date(2026, 2, 12)))
    operator, city = convention.parties
    assert (amendment.signed_on(operator), amendment.signed_on(city)) == (None, date(2026, 2, 12))
    sign(amendment, 0)
    assert amendment.signed_on(city) == date(2026, 2, 12), "the other's dates stay"
    for stranger in (world.other_coordinator, world.partner):
        with pytest.raises(RuleBroken, match="chacune pour elle-même"):
            sign_amendment(amendment, SIGNED, session.get_one(User, stranger), TODAY)


def test_an_empty_page_is_not_signed(convention: Convention, tmp_path: Path) -> None:
    amendment = create_amendment(convention, replace(DETAILS, text="  "), TODAY)
    with pytest.raises(RuleBroken, match="vide"):
        sign(amendment, 0)
    sign(amendment, 0, Signing(date(2026, 2, 1)))
    assert amendment.signed_on(convention.parties[0]) is None, "a decision alone needs none"
    add_files(amendment, [upload(tmp_path)], signer(amendment, 0), NOW, TODAY)
    assert sign(amendment, 0).state is AmendmentState.PARTLY_SIGNED, "a file is enough"


def test_files_join_until_all_have_signed_and_leave_until_one_has(convention: Convention, tmp_path: Path) -> None:
    amendment = seven_days(convention)
    coach, version = signer(amendment, 0), amendment.version
    add_files(amendment, [upload(tmp_path, "a.pdf"), upload(tmp_path, "b.txt", b"b")], coach, NOW, TODAY)
    assert amendment.version > version, "who is about to sign is told"
    remove_file(amendment, amendment.files[1], TODAY)
    sign(amendment, 0)
    with pytest.raises(RuleBroken, match="ses fichiers restent"):
        remove_file(amendment, amendment.files[0], TODAY)
    add_files(amendment, [upload(tmp_path, "signe.pdf")], coach, NOW, TODAY)
    assert [(row.file.name, row.is_after_signature) for row in amendment.files] == [
        ("a.pdf", False),
        ("signe.pdf", True),
    ]
    assert all(row.file.convention_id == convention.id for row in amendment.files)
    sign(amendment, 1)
    with pytest.raises(RuleBroken, match="ne changent plus"):
        add_files(amendment, [upload(tmp_path)], coach, NOW, TODAY)
    assert check(tmp_path).is_clean and len(list(tmp_path.iterdir())) == 3, "what was taken out is not lost"


def test_what_is_taken_out_is_told_and_a_deleted_amendment_leaves_its_files(
    session: Any, convention: Convention, tmp_path: Path
) -> None:
    amendment = seven_days(convention)
    add_files(amendment, [upload(tmp_path, "a.pdf"), upload(tmp_path, "b.pdf")], signer(amendment, 0), NOW, TODAY)
    remove_file(amendment, amendment.files[0], TODAY)
    told = [(event.model, event.action) for event in events_about("Convention", convention.id)]
    assert told.count(("AmendmentFile", AuditAction.DELETED)) == 1
    delete_amendment(amendment, TODAY)
    assert session.query(AmendmentFile).count() == 0 and session.query(StoredFile).count() == 2
    assert check(tmp_path).is_clean


def test_too_many_files_are_refused(convention: Convention, tmp_path: Path) -> None:
    amendment = seven_days(convention)
    with pytest.raises(RuleBroken, match="fichiers au plus"):
        add_files(amendment, [upload(tmp_path)] * 21, signer(amendment, 0), NOW, TODAY)
    assert not list(tmp_path.iterdir()), "nothing is kept of what is refused"


def test_what_has_ended_is_not_signed(session: Any, world: World, convention: Convention) -> None:
    """Nor given files: by its term, or annulled by an authority."""
    amendment = seven_days(convention)
    day = date(2026, 3, 1)
    give_notice(
        convention, NoticeDetails(NoticeKind.ANNULMENT, day, "R-1"), convention.parties[0].organisation.users[0], TODAY
    )
    for change in (lambda: sign(amendment, 0), lambda: add_files(amendment, [], signer(amendment, 0), NOW, TODAY)):
        with pytest.raises(RuleBroken, match="pris fin"):
            change()
    open_correction(convention, "Une date oubliée", signer(amendment, 0), TODAY)
    late = Signing(day, day)
    sign(amendment, 0, late)
    with pytest.raises(RuleBroken, match="prend fin"):
        sign(amendment, 1, late)
    sign(amendment, 0)
    assert sign(amendment, 1).starts_on == STARTS, "what was signed in time is recorded by a correction"


def test_each_amendment_changes_only_what_it_says(convention: Convention) -> None:
    signed_by_all(seven_days(convention))
    longer = replace(DETAILS, number="2", effective_from=date(2026, 3, 1), changes_length=True, length_months=18)
    signed_by_all(create_amendment(convention, longer, TODAY))
    assert quota(convention, TODAY) == 28 and convention.last_day(TODAY) == date(2027, 7, 15)
    assert convention.last_day(STARTS) == date(2027, 1, 15)


def test_two_of_the_same_day_hold_together(convention: Convention) -> None:
    signed_by_all(seven_days(convention))
    longer = replace(DETAILS, number="2", changes_length=True, length_months=18)
    signed_by_all(create_amendment(convention, longer, TODAY))
    assert quota(convention, STARTS) == 28 and convention.last_day(STARTS) == date(2027, 7, 15)
    assert len(convention.terms) == 2


def test_a_correction_of_the_first_length_goes_through_the_amendments(convention: Convention, session: Any) -> None:
    from ambassador.conventions.services.effects import write_effects

    signed_by_all(seven_days(convention))
    convention.first_terms.length_months = 6
    write_effects(convention)
    assert convention.last_day(TODAY) == date(2026, 7, 15)


def test_unlimited_and_no_days_can_be_agreed(convention: Convention) -> None:
    details = replace(DETAILS, changes_length=True, is_unlimited=True, changes_quota=True)
    signed_by_all(create_amendment(convention, details, TODAY))
    assert convention.last_day(STARTS) is None and quota(convention, STARTS) is None
    assert convention.last_day(BEFORE) == date(2027, 1, 15)


def test_half_and_quarter_days_are_exact(convention: Convention) -> None:
    details = replace(DETAILS, changes_quota=True, quota_quarters=22)
    signed_by_all(create_amendment(convention, details, TODAY))
    assert Decimal(quota(convention, TODAY) or 0) / 4 == Decimal("5.5")


def test_commitments_are_added_altered_and_ended_from_its_day(convention: Convention, session: Any) -> None:
    altered = factories.commitment(convention, quantity=Decimal(5))
    ended = factories.commitment(convention)
    kept = factories.commitment(convention)
    amendment = create_amendment(convention, DETAILS, TODAY)
    added = propose_commitment(amendment, CommitmentDetails("2", Translated(fr="Prêter")), TODAY)
    other = propose_other(
        amendment,
        altered,
        CommitmentDetails("1", Translated(fr="Sept jours"), quantity=Decimal(7), unit=Unit.DAY),
        TODAY,
    )
    propose_ending(amendment, ended, TODAY)
    signed_by_all(amendment)
    assert set(convention.commitments_on(BEFORE)) == {altered, ended, kept}
    assert set(convention.commitments_on(STARTS)) == {other, kept, added}
    assert other.replaces_id == altered.id and altered.valid_until == BEFORE
    assert altered.counts_on(BEFORE) and not altered.counts_on(STARTS)
    assert other.counts_on(STARTS) and not other.counts_on(BEFORE)
    assert session.get_one(Commitment, added.id).convention is convention


def test_a_commitment_is_changed_once_by_an_amendment_and_can_be_left_alone_again(convention: Convention) -> None:
    target = factories.commitment(convention)
    amendment = create_amendment(convention, DETAILS, TODAY)
    details = CommitmentDetails("1", Translated(fr="Autrement"))
    proposal = propose_other(amendment, target, details, TODAY)
    for change in (
        lambda: propose_ending(amendment, target, TODAY),
        lambda: propose_other(amendment, target, details, TODAY),
    ):
        with pytest.raises(RuleBroken, match="change déjà"):
            change()
    assert propose_other(amendment, proposal, replace(details, article="7"), TODAY) is proposal
    assert proposal.article == "7"
    drop_change(amendment, proposal, TODAY)
    propose_ending(amendment, target, TODAY)
    drop_change(amendment, target, TODAY)
    signed_by_all(amendment)
    assert convention.commitments_on(TODAY) == [target]


def test_a_later_amendment_alters_what_an_earlier_one_added(convention: Convention) -> None:
    first = create_amendment(convention, DETAILS, TODAY)
    added = propose_commitment(first, CommitmentDetails("2", Translated(fr="Prêter")), TODAY)
    signed_by_all(first)
    second = create_amendment(convention, replace(DETAILS, number="2", effective_from=date(2026, 3, 1)), TODAY)
    other = propose_other(second, added, CommitmentDetails("2", Translated(fr="Prêter plus")), TODAY)
    signed_by_all(second)
    assert convention.commitments_on(BEFORE) == []
    assert convention.commitments_on(date(2026, 2, 28)) == [added]
    assert convention.commitments_on(date(2026, 3, 1)) == [other]


def test_what_one_party_has_signed_does_not_change_any_more(convention: Convention) -> None:
    target = factories.commitment(convention)
    amendment = seven_days(convention)
    sign(amendment, 0)
    details = CommitmentDetails("1", Translated(fr="Autrement"))
    for change in (
        lambda: change_amendment(amendment, DETAILS, TODAY),
        lambda: delete_amendment(amendment, TODAY),
        lambda: propose_commitment(amendment, details, TODAY),
        lambda: propose_other(amendment, target, details, TODAY),
        lambda: propose_ending(amendment, target, TODAY),
        lambda: drop_change(amendment, target, TODAY),
    ):
        with pytest.raises(RuleBroken, match="ne change plus"):
            change()
    assert amendment.quota_quarters == 28


def test_an_unsigned_one_is_deleted_with_its_proposals(convention: Convention, session: Any) -> None:
    kept = factories.commitment(convention)
    amendment = seven_days(convention)
    propose_commitment(amendment, CommitmentDetails("2", Translated(fr="En plus")), TODAY)
    propose_ending(amendment, kept, TODAY)
    delete_amendment(amendment, TODAY)
    assert session.query(Amendment).count() == 0 and session.query(Commitment).all() == [kept]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"number": "1"}, "number", "déjà ce numéro"),
        ({"effective_from": date(2026, 1, 14)}, "effective_from", "avant le début"),
        ({"effective_from": date(2027, 1, 16)}, "effective_from", "prend fin le"),
        ({"length_months": 24}, "length_months", "Cochez"),
        ({"is_unlimited": True}, "length_months", "Cochez"),
        ({"changes_length": True}, "length_months", "l’un des deux"),
        ({"changes_length": True, "is_unlimited": True, "length_months": 6}, "length_months", "l’un des deux"),
        (
            {"changes_length": True, "length_months": 1, "effective_from": date(2026, 2, 16)},
            "length_months",
            "finirait",
        ),
        ({"quota_quarters": 28}, "quota_days", "Cochez"),
    ],
)
def test_what_cannot_be_is_refused(convention: Convention, values: dict[str, Any], field: str, words: str) -> None:
    create_amendment(convention, DETAILS, TODAY)
    with pytest.raises(RuleBroken, match=words) as refused:
        create_amendment(convention, replace(DETAILS, **{"number": "2", **values}), TODAY)
    assert refused.value.field == field
    assert len(convention.amendments) == 1


@pytest.mark.parametrize(
    ("signing", "field"),
    [
        (Signing(date(2026, 3, 11)), "decided_on"),
        (Signing(date(2026, 3, 1), date(2026, 3, 11)), "signed_on"),
        (Signing(None, date(2026, 3, 1)), "decided_on"),
        (Signing(date(2026, 3, 2), date(2026, 3, 1)), "signed_on"),
    ],
)
def test_decided_before_signed_and_neither_in_the_future(convention: Convention, signing: Signing, field: str) -> None:
    amendment = seven_days(convention)
    with pytest.raises(RuleBroken) as refused:
        sign(amendment, 1, signing)
    assert refused.value.field == field
    sign(amendment, 1, Signing(TODAY, TODAY))


def test_a_convention_that_is_not_signed_by_all_has_no_amendment(session: Any, world: World) -> None:
    from ambassador.accounts.models import Organisation

    draft = factories.convention([session.get_one(Organisation, n) for n in (world.operator, world.city)])
    with pytest.raises(RuleBroken, match="toutes les parties"):
        create_amendment(draft, DETAILS, TODAY)


def test_signing_after_the_end_is_refused_and_on_the_last_day_is_not(convention: Convention) -> None:
    last_day = date(2027, 1, 15)
    longer = replace(DETAILS, changes_length=True, length_months=24)
    amendment = create_amendment(convention, longer, TODAY)
    with pytest.raises(RuleBroken, match="pris fin"):
        signed_by_all(amendment, today=date(2027, 1, 16))
    signed_by_all(amendment, Signing(last_day, last_day), today=last_day)
    assert convention.state(last_day) is ConventionState.IN_FORCE
    assert convention.last_day(last_day) == date(2028, 1, 15)
    assert convention.last_day(date(2027, 1, 14)) == last_day, "before, it was known otherwise"


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.one_of(st.none(), st.integers(0, 60)), st.booleans()), min_size=1, max_size=5
    ),
    st.integers(0, 340),
)
def test_the_quota_of_any_day_is_that_of_the_last_amendment_in_effect(
    changes: list[tuple[int, int | None, bool]], later: int
) -> None:
    """Without a database: the ledger reads `terms_on` alone."""
    from datetime import timedelta

    from ambassador.conventions.models import AmendmentSignature, Party
    from ambassador.conventions.services.effects import _write_terms, signed_amendments

    start = date(2026, 1, 15)
    party = Party(id=1, signed_on=start)
    convention = Convention(parties=[party], terms=[Terms(length_months=12, quota_quarters=20)])
    for number, (offset, quarters, is_signed) in enumerate(changes, 1):
        Amendment(
            id=number,
            number=str(number),
            convention=convention,
            effective_from=start + timedelta(days=offset),
            changes_quota=True,
            changes_length=False,
            quota_quarters=quarters,
            signatures=[AmendmentSignature(party_id=1, decided_on=start, signed_on=start if is_signed else None)],
        )
    _write_terms(convention, signed_amendments(convention))
    begun = [
        (offset, n, quarters)
        for n, (offset, quarters, is_signed) in enumerate(changes)
        if is_signed and offset <= later
    ]
    expected = max(begun, key=lambda one: one[:2])[2] if begun else 20
    assert quota(convention, start + timedelta(days=later)) == expected
