"""Lines pasted from a spreadsheet: read, proposed, confirmed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo.factories.webinars import attendance, participant, webinar
from ambassador.errors import RuleBroken
from ambassador.webinars import queries, services
from ambassador.webinars.models import Attendance, AttendanceStatus, Participant, Webinar
from ambassador.webinars.services import Outcome
from ambassador.webinars.spreadsheet import MOST_LINES, read
from tests.client import counted_queries
from tests.conftest import World

S = AttendanceStatus
NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


ANNA = ("Anna Exemple", "anna@valbrume.example", "Ville de Valbrume", S.PRESENT)


def typed(text: str) -> list[tuple[str, str | None, str, S | None]]:
    return [(line.name, line.email, line.organisation, line.status) for line in read(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Anna Exemple\tanna@valbrume.example\tVille de Valbrume\tprésent",
        "Anna Exemple;anna@valbrume.example;Ville de Valbrume;Présente",
        "Anna Exemple,anna@valbrume.example,Ville de Valbrume,x",
        '"Anna Exemple","anna@valbrume.example","Ville de Valbrume","aanwezig"',
        "\ufeffNom;E-mail;Organisation;Statut\r\nAnna Exemple;ANNA@Valbrume.example;Ville de Valbrume;Présent·e\r\n",
        "Statut\tStructure\tCourriel\tNom\nprésent(e)\tVille de Valbrume\tanna@valbrume.example\tAnna  Exemple",
        "Voornaam\tNaam\tNota\tE-mailadres\tOrganisatie\tAanwezigheid\nAnna\tExemple\t!\t{}\t{}\tAANWEZIG".format(
            *ANNA[1:3]
        ),
        "Name,Email,Organization,Attendance\nAnna Exemple,anna@valbrume.example,Ville de Valbrume,present",
        "\n\n  Anna\u00a0Exemple ; anna@valbrume.example ; Ville\nde Valbrume ; X".replace("\nde", " de"),
    ],
)
def test_a_line_is_read_however_it_was_copied(text: str) -> None:
    assert typed(text) == [ANNA]


def test_quotes_hold_the_delimiter_and_line_ends() -> None:
    text = '"Exemple, Anna",anna@a.example,"Maison ""Sud"",\nétage 2",\nBob,,,'
    assert typed(text) == [
        ("Exemple, Anna", "anna@a.example", 'Maison "Sud", étage 2', None),
        ("Bob", None, "", None),
    ]
    assert [line.line for line in read(text)] == [1, 3]


def test_a_quote_that_is_never_closed_swallows_nothing() -> None:
    assert [line.name for line in read('"Anna;a@a.example\nBob;b@a.example')] == ['"Anna', "Bob"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("Anna;anna@;Ville;x", "adresse"),
        ("Anna;anna@a.example;Ville;peut-être", "statut"),
        (";;Ville;x", "nom"),
        ("anna@a.example;Anna;Ville;x", "colonnes"),
        ("Anna;anna@a.example;Ville;x;y", "colonnes"),
        (f"{'a' * 201};;;", "long"),
        ("\u200b;;Ville;", "lisible"),
        (f"Anna;{'a' * 300}@a.example;;", "adresse"),
    ],
)
def test_a_wrong_line_says_why_and_keeps_the_others(line: str, word: str) -> None:
    wrong, right = read(f"{line}\nBob;bob@a.example;Ville;x")
    assert wrong.problem is not None and word in wrong.problem.message
    assert right.problem is None


def test_five_hundred_lines_are_the_most() -> None:
    lines = "\n".join(f"Personne {number}" for number in range(MOST_LINES))
    assert len(read(f"Nom\n{lines}\n\n")) == MOST_LINES
    with pytest.raises(RuleBroken) as broken:
        read(f"{lines}\nUne de plus")
    assert broken.value.parameters["count"] == MOST_LINES + 1


@pytest.mark.parametrize("text", ["", "\n\n", "Nom;E-mail", ";;;\n\t\t", "\ufeff"])
def test_nothing_is_not_a_list(text: str) -> None:
    with pytest.raises(RuleBroken):
        read(text)


@settings(deadline=None)
@given(st.text(max_size=400))
@example('"a\n";"')
@example("a\x00b;\r\r\n\ufeff")
@example("Nom\tnom\n\t\t\t\tx")
def test_whatever_is_pasted_is_read_or_refused_in_words(text: str) -> None:
    try:
        lines = read(text)
    except RuleBroken:
        return
    for line in lines:
        assert line.problem or line.name or line.email
        assert len(line.name) <= 200 or line.problem


@pytest.fixture
def row(session: Any, world: World) -> Webinar:
    return webinar(session.get_one(Organisation, world.operator), datetime(2026, 3, 3, 9, tzinfo=UTC))


def proposed(row: Webinar, text: str) -> list[services.Proposal]:
    return services.propose(row, read(text), NOW)


def outcomes(row: Webinar, text: str) -> list[Outcome]:
    return [line.outcome for line in proposed(row, text)]


def confirm(row: Webinar, text: str) -> int:
    return services.confirm_lines(row, text, services.fingerprint(text, proposed(row, text)), NOW)


def test_each_line_says_what_it_would_do(session: Any, world: World, row: Webinar) -> None:
    city = session.get_one(Organisation, world.city)
    known = participant("Anna Exemple", city, email="anna@valbrume.example")
    attendance(row, participant("Bob Exemple", city), S.REGISTERED)
    attendance(row, participant("Carla Exemple", email="carla@a.example"), S.PRESENT)
    text = (
        "Nouvelle Personne;nouvelle@a.example;Asbl;inscrit\n"
        "A. Exemple;Anna@Valbrume.example;;x\n"
        "bob  EXEMPLE;;ville de valbrume;présent\n"
        "Carla;carla@a.example;;\n"
        "Dora;dora@;;"
    )
    found = proposed(row, text)
    assert [line.outcome for line in found] == list(Outcome)
    assert found[1].participant is known
    assert (found[2].old_status, found[2].status) == (S.REGISTERED, S.PRESENT)
    assert db.session.scalar(select(func.count(Attendance.id))) == 2  # nothing is saved before the confirmation
    assert confirm(row, text) == 3
    assert queries.turnout(row).registered == 4


def test_the_same_paste_twice_changes_nothing(row: Webinar) -> None:
    text = "Anna;anna@a.example;Asbl;x\nBob;;Asbl;excusé\nAnna;anna@a.example;Asbl;x"
    assert confirm(row, text) == 2
    before = queries.turnout(row)
    assert outcomes(row, text) == [Outcome.SAME] * 3
    assert confirm(row, text) == 0
    assert queries.turnout(row) == before


NAMES = st.sampled_from(["Anna", "anna ", "Bob", ""])
EMAILS = st.sampled_from(["", "a@a.example", "A@a.example", "b@a.example", "@"])
PLACES = st.sampled_from(["", "Asbl", "ASBL", "Ville de Valbrume"])
STATUSES = st.sampled_from(["", "x", "absent", "inscrit", "?"])


def test_pasting_again_never_changes_anything(session: Any, row: Webinar) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(NAMES, EMAILS, PLACES, STATUSES).filter(any), min_size=1, max_size=6))
    def check(lines: list[tuple[str, str, str, str]]) -> None:
        text = "\n".join("\t".join(line) for line in lines)
        for kind in (Attendance, Participant):
            for old in session.scalars(select(kind)):
                session.delete(old)
            session.flush()
        first = proposed(row, text)
        confirm(row, text)
        again = proposed(row, text)
        assert not [line for line in again if line.changes_something]
        assert {line.typed.line for line in again if line.problem} == {
            line.typed.line for line in first if line.problem
        }

    check()


def test_people_without_e_mail_are_known_by_name_and_organisation(session: Any, world: World, row: Webinar) -> None:
    city = session.get_one(Organisation, world.city)
    participant("Anna", city, email="anna@a.example")
    assert outcomes(row, "Anna;;Ville de Valbrume;") == [Outcome.KNOWN]
    assert outcomes(row, "Anna;;Autre asbl;") == [Outcome.NEW]
    assert outcomes(row, "Anna;autre@a.example;Ville de Valbrume;") == [Outcome.NEW]
    participant("Anna", city, email="anna2@a.example")
    (line,) = proposed(row, "Anna;;Ville de Valbrume;")
    assert line.problem is not None and "Plusieurs" in line.problem.message


def test_an_e_mail_that_was_not_known_is_kept(row: Webinar) -> None:
    person = participant("Anna", organisation_name="Asbl")
    assert outcomes(row, "Anna;anna@a.example;asbl;") == [Outcome.KNOWN]
    confirm(row, "Anna;anna@a.example;asbl;")
    assert person.email == "anna@a.example"


@pytest.mark.parametrize(
    "text",
    [
        "Anna;a@a.example;;x\nAnna;a@a.example;;absent",
        "Anna;a@a.example;;x\nBob;a@a.example;;x",
        "Anna;a@a.example;;x\n;a@a.example;;absent",
    ],
)
def test_two_lines_that_contradict_each_other_are_an_error(row: Webinar, text: str) -> None:
    first, second = proposed(row, text)
    assert first.outcome is Outcome.NEW
    assert second.problem is not None and second.problem.parameters == {"line": 1}


def test_the_order_of_the_lines_does_not_decide_who_is_who(row: Webinar) -> None:
    first, second = proposed(row, "Anna;;;\nAnna;a@a.example;;")
    assert second.outcome is Outcome.NEW
    assert first.is_repeat and first.outcome is Outcome.SAME


def test_an_organisation_of_the_register_is_recognised_in_any_language(
    session: Any, world: World, row: Webinar
) -> None:
    confirm(row, "Anna;;VILLE DE VALBRUME;\nBob;;Ville de Clairmont;")
    anna, bob = session.scalars(select(Participant).order_by(Participant.name))
    assert (anna.organisation_id, anna.organisation_name) == (world.city, "")
    assert (bob.organisation_id, bob.organisation_name) == (
        None,
        "Ville de Clairmont",
    )  # no convention with this operator


def test_nobody_is_present_before_the_start(session: Any, world: World) -> None:
    coming = webinar(session.get_one(Organisation, world.operator))
    assert outcomes(coming, "A;;;x\nB;;;absent\nC;;;excusé\nD;;;") == [
        Outcome.WRONG,
        Outcome.WRONG,
        Outcome.NEW,
        Outcome.NEW,
    ]


def test_what_changed_meanwhile_stops_the_whole_paste(session: Any, row: Webinar) -> None:
    text = "Anna;anna@a.example;;x\nBob;;;x"
    agreed = services.fingerprint(text, proposed(row, text))
    services.add_person(row, "Bob", "", "", S.ABSENT, NOW)
    with pytest.raises(RuleBroken, match="changé"):
        services.confirm_lines(row, text, agreed, NOW)
    with pytest.raises(RuleBroken, match="changé"):
        services.confirm_lines(row, text + "\nCarla", agreed, NOW)
    assert session.scalar(select(func.count(Attendance.id))) == 1


def test_five_hundred_lines_take_as_many_questions_as_five(row: Webinar) -> None:
    counts = []
    for size in (5, 500):
        with counted_queries() as statements:
            proposed(row, "\n".join(f"Personne {number};p{number}@a.example;Asbl;x" for number in range(size)))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 4
