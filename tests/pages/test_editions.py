"""Editions: prepared by a coach, read by both parties, approved by the other one, frozen, and read by everybody."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from ambassador.accounts.models import Organisation, User
from ambassador.conventions.models import Approval
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories import kpis
from ambassador.impact.models import Edition, EditionState, Testimonial
from ambassador.kpis.models import Adoption, Entry
from tests.client import Browser, Page
from tests.conftest import TODAY, World
from tests.impact_world import DRAFT_NUMBER, SECRET_NAME, fill

Open = Callable[..., Browser]
TITLE = {"title-fr": "Rapport 2025", "title-nl": "Rapport 2025 in het Nederlands", "title-en": "Report 2025"}
SPAN = {"scope": "both", "first": "2025-Q3", "last": "2025-Q4"}
QUOTE = "Je prends mes rendez-vous seule."


@pytest.fixture(autouse=True)
def filled(app: Flask, world: World) -> None:
    fill(app, world)


def prepare(person: Browser, **values: str) -> str:
    """The address of a new edition."""
    sent = person.submit(person.get("/impact/editions/new"), {**TITLE, **SPAN, **values})
    return str(sent.headers["Location"])


def propose(person: Browser, address: str, status: int = 303) -> Page:
    return person.submit(person.get(f"{address}/propose"), {}, status=status)


def decide(app: Flask, person: Browser, address: str, decision: str = "approved", reason: str = "") -> Page:
    with app.app_context():
        row = db.session.get_one(Edition, int(address.rpartition("/")[2]))
        place = f"/conventions/{row.convention_id}/approvals/{row.approval_id}/decide"
    return person.submit(person.get(place), {"decision": decision, "reason": reason})


def published(app: Flask, browser: Open, world: World, **values: str) -> str:
    coach = browser(world.coach)
    address = prepare(coach, **values)
    propose(coach, address)
    decide(app, browser(world.coordinator), address)
    return address


def state(app: Flask, address: str) -> EditionState:
    with app.app_context():
        return db.session.get_one(Edition, int(address.rpartition("/")[2])).state


def test_a_coach_prepares_the_other_party_approves_and_everybody_reads(app: Flask, browser: Open, world: World) -> None:
    coach, coordinator, partner = browser(world.coach), browser(world.coordinator), browser(world.partner)
    address = prepare(coach)
    page = coach.get(address)
    assert "Aperçu" in page.text and "brouillon" in page.text
    assert "Tous les ambassadeurs" in page.text and "Ville de Valbrume" in page.text
    partner.get(address, status=404)
    assert "Rapport 2025" not in partner.get("/impact/editions").text
    propose(coach, address)
    assert "Communication à approuver" in coordinator.get("/").text
    shown = coordinator.get(address)
    assert "Aperçu" in shown.text and "Décider de la publication" in shown.text
    partner.get(address, status=404)
    decide(app, coordinator, address)
    read = partner.get(address)
    assert "Aperçu" not in read.text and "vérifiée" in read.text
    assert "Rapport 2025" in partner.get("/impact/editions").text


def correct_and_publish_again(app: Flask, world: World, hours: int) -> None:
    with app.app_context():
        chosen = select(Entry).join(Entry.adoption).where(Adoption.code == "A01-1", Entry.month == 202510)
        db.session.scalars(chosen).one().numerator = Decimal(hours)
        city, person = db.session.get_one(Organisation, world.city), db.session.get_one(User, world.coordinator)
        kpis.publication(city, "2025-Q4", person, datetime(2026, 3, 1, 9, tzinfo=UTC))
        db.session.commit()


def test_a_later_correction_changes_the_live_report_and_no_edition(app: Flask, browser: Open, world: World) -> None:
    address, partner = published(app, browser, world), browser(world.partner)
    before, live = partner.get(address).text, f"/impact/{world.city}?from=2025-Q3&to=2025-Q4"
    assert "130" not in partner.get(live).text
    correct_and_publish_again(app, world, 130)
    assert "130" in partner.get(live).text
    assert partner.get(address).text == before
    newer = published(app, browser, world)
    (changes,) = [one for one in partner.get(newer).all("section") if one.get("aria-labelledby") == "changes"]
    cells = [" ".join("".join(cell.itertext()).split()) for cell in changes.iter("td")]
    assert ("120", "130") in pairwise(cells)
    assert not [one for one in partner.get(address).all("section") if one.get("aria-labelledby") == "changes"]


def test_an_edition_tells_partners_reading_whoever_prepares_it(app: Flask, browser: Open, world: World) -> None:
    """The coach sees drafts, names and small numbers elsewhere; nothing of them is in the preview, nor in what is frozen."""
    coach = browser(world.coach)
    address = prepare(coach)
    html = coach.get(address).html
    propose(coach, address)
    with app.app_context():
        content = db.session.scalars(select(Edition)).one().content or ""
    for text in (html, content):
        assert SECRET_NAME not in text and str(DRAFT_NUMBER) not in text
    assert '"pas encore publié"' in content and '"masqué"' in content


def test_what_is_sent_back_is_due_from_the_coach_and_proposed_in_a_new_version(
    app: Flask, browser: Open, world: World
) -> None:
    coach = browser(world.coach)
    address = prepare(coach)
    propose(coach, address)
    decide(app, browser(world.coordinator), address, "changes_asked", "Parlez aussi des guichets.")
    assert state(app, address) is EditionState.RETURNED
    assert "Édition à revoir" in coach.get("/").text
    assert "Parlez aussi des guichets." in coach.get(address).text
    coach.submit(coach.get(f"{address}/narrative"), {"structure_track-fr": "Les guichets d’abord."})
    propose(coach, address)
    decide(app, browser(world.coordinator), address)
    assert "Les guichets d’abord." in browser(world.partner).get(address).text
    with app.app_context():
        assert [row.round for row in db.session.scalars(select(Approval).order_by(Approval.id))] == [1, 2]


def test_a_proposal_is_taken_back_until_the_other_party_has_decided(app: Flask, browser: Open, world: World) -> None:
    coach = browser(world.coach)
    address = prepare(coach)
    propose(coach, address)
    page = coach.get(address)
    assert f"{address}/narrative" not in page.links()
    coach.submit(page, action=f"{address}/take-back")
    assert state(app, address) is EditionState.DRAFT
    with app.app_context():
        assert db.session.scalars(select(Approval)).all() == []
    propose(coach, address)
    late = coach.get(address)
    decide(app, browser(world.coordinator), address)
    sent = coach.submit(late, action=f"{address}/take-back")
    assert state(app, address) is EditionState.PUBLISHED
    assert "qui attend une décision" in coach.follow(sent).text


def test_a_published_edition_has_no_form(app: Flask, browser: Open, world: World) -> None:
    coach = browser(world.coach)
    address = prepare(coach)
    forms = {name: coach.get(f"{address}/{name}") for name in ("edit", "narrative", "testimonials", "propose")}
    propose(coach, address)
    decide(app, browser(world.coordinator), address)
    before = browser(world.partner).get(address).text
    for name, form in forms.items():
        assert coach.get(f"{address}/{name}", status=302).headers["Location"] == address
        if name != "testimonials":
            action = f"{address}/edit" if name == "edit" else None
            assert "ne change plus" in coach.submit(form, {}, action=action, status=200).errors()
    coach.post(f"{address}/delete", {"version": "2"})
    assert browser(world.partner).get(address).text == before


def test_the_request_is_changed_in_the_edition_alone(app: Flask, browser: Open, world: World) -> None:
    coach = browser(world.coach)
    address = prepare(coach)
    propose(coach, address)
    with app.app_context():
        row = db.session.scalars(select(Approval)).one()
        place, hash = f"/conventions/{row.convention_id}/approvals/{row.id}", row.text.split()
    page = coach.get(place)
    assert f"{place}/edit" not in page.links()
    form = coach.get(f"{place}/edit")
    sent = coach.submit(form, {"text": "Autre chose."}, status=200)
    assert "changez le rapport" in sent.errors()
    with app.app_context():
        edition = db.session.scalars(select(Edition)).one()
        assert edition.content_sha256 in hash
        assert db.session.scalars(select(Approval)).one().link == f"http://localhost{address}"


def quoted(app: Flask, browser: Open, world: World, **values: Any) -> tuple[str, int]:
    """A published edition with a testimonial, and the testimonial's number."""
    with app.app_context():
        row = factories.testimonial(db.session.get_one(Organisation, world.city), quote=QUOTE, **values)
        factories.testimonial(db.session.get_one(Organisation, world.city), scope="internal", quote="À ne pas montrer")
        db.session.commit()
        number = int(row.id)
    coach = browser(world.coach)
    address = prepare(coach)
    form = coach.get(f"{address}/testimonials")
    assert "À ne pas montrer" not in form.text
    coach.submit(form, {"testimonials": [str(number)]})
    assert QUOTE in coach.get(address).text
    propose(coach, address)
    decide(app, browser(world.coordinator), address)
    return address, number


def test_a_withdrawn_testimonial_leaves_the_edition_and_its_hash_still_verifies(
    app: Flask, browser: Open, world: World
) -> None:
    address, number = quoted(app, browser, world)
    partner = browser(world.partner)
    assert QUOTE in partner.get(address).text
    with app.app_context():
        edition = db.session.scalars(select(Edition)).one()
        assert QUOTE not in (edition.content or "") and edition.quotes[0].digest in (edition.content or "")
    coach = browser(world.coach)
    coach.submit(coach.get(f"/impact/testimonials/{number}/withdraw"), {"reason": ""})
    page = partner.get(address)
    assert QUOTE not in page.html and "Témoignage retiré à la demande de la personne." in page.text
    assert "vérifiée" in page.text
    with app.app_context():
        edition = db.session.scalars(select(Edition)).one()
        assert edition.quotes[0].salt == "" and edition.quotes[0].digest in (edition.content or "")
        assert edition.is_intact


@pytest.mark.parametrize(
    "change",
    [
        {"expires_on": TODAY - timedelta(days=1)},
        {"scope": "internal"},
        {"quote": "D’autres mots."},
        {"speaker": "Zélie"},
    ],
)
def test_a_testimonial_that_is_no_longer_what_was_frozen_is_not_shown(
    app: Flask, browser: Open, world: World, change: dict[str, Any]
) -> None:
    address, number = quoted(app, browser, world)
    with app.app_context():
        row = db.session.get_one(Testimonial, number)
        for name, value in change.items():
            setattr(row, name, value)
        db.session.commit()
    page = browser(world.partner).get(address)
    assert QUOTE not in page.text and "D’autres mots." not in page.text and "Zélie" not in page.text
    assert "Le consentement à ce témoignage a pris fin." in page.text and "vérifiée" in page.text


def test_a_quote_that_may_not_be_shown_any_more_stops_the_proposal(app: Flask, browser: Open, world: World) -> None:
    with app.app_context():
        row = factories.testimonial(db.session.get_one(Organisation, world.city))
        db.session.commit()
        number = int(row.id)
    coach = browser(world.coach)
    address = prepare(coach)
    coach.submit(coach.get(f"{address}/testimonials"), {"testimonials": [str(number)]})
    coach.submit(coach.get(f"/impact/testimonials/{number}/withdraw"), {"reason": ""})
    assert "Témoignage retiré" in coach.get(address).text
    assert "ne peut plus être montré" in propose(coach, address, status=200).errors()
    coach.submit(coach.get(f"{address}/testimonials"), {"testimonials": None})
    propose(coach, address)


def test_mark_up_in_words_is_read_as_it_was_typed(app: Flask, browser: Open, world: World) -> None:
    coach, title = browser(world.coach), "שלום <b>" + "x" * 190
    address = prepare(coach, **{"title-fr": title})
    text = "<script>alert('1')</script>\n\n- *un*\n- [lien](javascript:alert(1))"
    coach.submit(
        coach.get(f"{address}/narrative"), {"programme_track-fr": text, "programme_track-nl": "Nederlandse tekst"}
    )
    page = coach.get(address)
    assert title in page.text and "<script>alert('1')</script>" in page.text
    assert "un" in ["".join(one.itertext()) for one in page.all("em")]
    assert not [link for link in page.links() if link.startswith("javascript")]
    assert "Nederlandse tekst" in coach.get(f"{address}?language=nl").text
    propose(coach, address)
    decide(app, browser(world.coordinator), address)
    assert title in browser(world.partner).get(address).text


def test_each_language_reads_the_same_frozen_numbers(app: Flask, browser: Open, world: World) -> None:
    address, partner = published(app, browser, world), browser(world.partner)
    for language, title, words in (
        ("nl", "Rapport 2025 in het Nederlands", "Vingerafdruk"),
        ("en", "Report 2025", "Fingerprint"),
    ):
        page = partner.get(f"{address}?language={language}")
        assert title in page.text and words in page.text
        assert page.all("html")[0].get("lang") == language


def test_two_who_write_at_once_see_both_texts(browser: Open, world: World) -> None:
    first, second = browser(world.coach), browser(world.coach)
    address = prepare(first)
    mine, theirs = second.get(f"{address}/narrative"), first.get(f"{address}/narrative")
    first.submit(theirs, {"structure_track-fr": "Le premier texte."})
    page = second.submit(mine, {"structure_track-fr": "Le second texte."}, status=200)
    assert "Le premier texte." in page.text and "Le second texte." in page.text
    second.submit(page)
    assert "Le second texte." in first.get(address).text


def test_a_preview_that_changed_meanwhile_is_not_proposed(app: Flask, browser: Open, world: World) -> None:
    first, second = browser(world.coach), browser(world.coach)
    address = prepare(first)
    form = first.get(f"{address}/propose")
    second.submit(second.get(f"{address}/narrative"), {"structure_track-fr": "Un texte de plus."})
    page = first.submit(form, {}, status=200)
    assert "relisez l’aperçu" in page.errors()
    first.submit(page)
    assert state(app, address) is EditionState.PROPOSED


def test_a_form_sent_twice_prepares_one_edition(app: Flask, browser: Open, world: World) -> None:
    coach = browser(world.coach)
    form = coach.get("/impact/editions/new")
    first, second = coach.submit(form, {**TITLE, **SPAN}), coach.submit(form, {**TITLE, **SPAN})
    assert first.headers["Location"] == second.headers["Location"]
    with app.app_context():
        assert len(db.session.scalars(select(Edition)).all()) == 1


def test_where_nothing_is_published_the_page_says_so_and_nothing_is_proposed(
    app: Flask, browser: Open, world: World
) -> None:
    coach = browser(world.coach)
    address = prepare(coach, first="2025-Q2", last="2025-Q3")
    assert "Aucun trimestre de cette période n’est publié" in coach.get(address).text
    page = coach.get(f"{address}/propose")
    assert "Rien n’est publié pour cette période" in page.text and not page.all("div", class_="actions")
    coach.post(f"{address}/propose", {"version": "1"}, status=200)
    assert state(app, address) is EditionState.DRAFT


def test_a_partly_published_span_is_warned_of(browser: Open, world: World) -> None:
    coach = browser(world.coach)
    assert "T3 2025" in coach.get(f"{prepare(coach)}/propose").text


@pytest.mark.parametrize("scope", ["programme", "structure"])
def test_an_edition_of_one_part_tells_of_no_more(app: Flask, browser: Open, world: World, scope: str) -> None:
    page = browser(world.partner).get(published(app, browser, world, scope=scope))
    assert [one.get("id") for one in page.all("h2") if (one.get("id") or "").startswith("half-")] == [f"half-{scope}"]


def test_strangers_to_the_convention_see_no_draft(browser: Open, world: World) -> None:
    address = prepare(browser(world.coach))
    for person in (world.partner, world.other_coordinator, world.centre_coordinator):
        browser(person).get(address, status=404)
    for person in (world.staff, world.admin):
        assert "Aperçu" in browser(person).get(address).text


def test_wrong_input_is_refused_beside_its_field(browser: Open, world: World) -> None:
    coach = browser(world.coach)
    form = coach.get("/impact/editions/new")
    reversed_span = coach.submit(form, {**TITLE, **SPAN, "first": "2025-Q4", "last": "2025-Q3"}, status=200)
    assert "Le dernier trimestre précède le premier." in reversed_span.errors()
    one_title = coach.submit(form, {**TITLE, **SPAN, "title-nl": ""}, status=200)
    assert "dans les trois langues" in one_title.errors()
    nonsense = coach.submit(form, {**TITLE, **SPAN, "first": "2099-Q4"}, status=200)
    assert "Choisissez dans la liste." in nonsense.errors()


def test_a_draft_is_deleted_a_proposal_is_not(app: Flask, browser: Open, world: World) -> None:
    coach = browser(world.coach)
    address = prepare(coach)
    coach.submit(coach.get(f"{address}/edit"), action=f"{address}/delete")
    coach.get(address, status=404)
    other = prepare(coach)
    form = coach.get(f"{other}/edit")
    propose(coach, other)
    coach.submit(form, action=f"{other}/delete")
    assert state(app, other) is EditionState.PROPOSED


def test_the_command_recomputes_every_hash(app: Flask, browser: Open, world: World) -> None:
    published(app, browser, world)
    run = app.test_cli_runner().invoke(args=["editions", "verify"])
    assert run.exit_code == 0 and "1 editions verified." in run.output
    with app.app_context():
        db.session.execute(update(Edition).values(content='{"title":"autre"}'))
        db.session.commit()
    run = app.test_cli_runner().invoke(args=["editions", "verify"])
    assert run.exit_code == 1 and "ALTERED" in run.output
