"""One convention lives: both sign, work together, disagree and agree, change their text, and part. In real browsers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from playwright.sync_api import Locator, Page, expect

from ambassador.db import db
from ambassador.demo.factories.files import PAGE
from ambassador.followup.models import FollowUp, FollowUpSession
from tests.browser.conftest import DEMO_DAY, Person, Site

TODAY = DEMO_DAY.isoformat()
LAST_DAY, AFTER = "21 février 2027", date(2027, 2, 22)
"""Three calendar months after the notice was received."""


class Hand:
    """A person's hand: it opens pages, fills fields by their names, and sends forms."""

    def __init__(self, someone: Person, place: str = "") -> None:
        self.person, self.page, self.place = someone, someone.page, place

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def open(self, path: str = "") -> Page:
        """The convention's page, another beneath it, or any other by its whole address."""
        return self.person.open(path if path.startswith("/") else f"{self.place}/{path}".rstrip("/"))

    def fill(self, **values: Any) -> None:
        """By the names of the fields, in which two underscores stand for a hyphen."""
        for name, value in values.items():
            field = self.main.locator(f"form[method=post] [name='{name.replace('__', '-')}']")
            kind = field.evaluate("field => field.type")
            if kind == "file":
                field.set_input_files({"name": value, "mimeType": "application/pdf", "buffer": PAGE})
            elif kind == "checkbox":
                field.set_checked(value)
            elif kind.startswith("select"):
                field.select_option(value)
            else:
                field.fill(value)

    def send(self, path: str, **values: Any) -> Page:
        """Open a form, fill it, and send it: its main button leads on to another page."""
        self.open(path)
        self.fill(**values)
        return self.press(self.main.locator("form[method=post] .button.primary").last)

    def press(self, target: Locator | str) -> Page:
        button = self.main.get_by_role("button", name=target) if isinstance(target, str) else target
        with self.page.expect_navigation():
            button.first.click()
        expect(self.main.locator(".notice.bad")).to_have_count(0)
        return self.page

    def sees(self, *words: str) -> None:
        for text in words:
            expect(self.main).to_contain_text(text)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.person.site.url).partition("#")[0]


def write_and_sign(coach: Hand, coordinator: Hand) -> None:
    """The coach writes the text with its commitments; each party notes its own signature."""
    coach.open("/conventions/new")
    city = coach.main.locator("[name='parties-1-organisation_id'] option").filter(has_text="Ville de Valbrume")
    coach.fill(title__fr="Convention de deux ans de quartier", subject__fr="Des permanences dans chaque quartier")
    coach.fill(parties__1__organisation_id=city.get_attribute("value"), length_months="24", quota_days="5")
    coach.fill(formal_notice_months="1", early_end_months="3")
    coach.press("Enregistrer")
    coach.place = coordinator.place = coach.path
    own, other = (row.get_attribute("value") for row in options(coach, "commitments/new", "party_id")[1:3])
    for article, title, more in (
        ("1", "Suivre cinq jours", {"quantity": "5", "unit": "day", "measure": "followup.days_held", "party_id": own}),
        ("2", "Former les agents", {"measure": "followup.deliverables_accepted", "party_id": own}),
        ("3", "Publier un article", {"quantity": "1", "unit": "article", "party_id": other}),
    ):
        coach.send("commitments/new", article=article, title__fr=title, **more)
    coach.send("sign", decided_on=TODAY, signed_on=TODAY)
    coach.sees("signée en partie")
    coordinator.send("sign", decided_on=TODAY, signed_on=TODAY)
    coordinator.sees("en vigueur", "Suivre cinq jours", "Former les agents", "Publier un article")


def options(hand: Hand, path: str, name: str) -> list[Locator]:
    hand.open(path)
    return hand.main.locator(f"[name={name}] option").all()


def name_a_contact(coach: Hand, staff: Hand) -> None:
    coach.send("contacts/new", name="Ada Exemple", phone="+32 2 123 45 67", email="ada@operateur.example", since=TODAY)
    staff.open()
    staff.sees("Ada Exemple", "changement à voir")
    expect(staff.main.locator("a[href$='/edit']")).to_have_count(0)
    staff.press("J’ai vu")
    expect(staff.main).not_to_contain_text("changement à voir")


def work_together(coach: Hand, coordinator: Hand, site: Site) -> str:
    """A session with the need it found, and a deliverable that is returned, then accepted. The follow-up's address."""
    coach.open("/follow-up/")
    coach.press(coach.main.locator("li").filter(has_text="deux ans de quartier").locator("form button"))
    with site.app.app_context():
        number = db.session.query(FollowUp.id).order_by(FollowUp.id.desc()).limit(1).scalar()
    follow_up = f"/follow-up/{number}"
    coach.open(f"{follow_up}/log")
    coach.page.locator("summary", has_text="Besoins constatés").click()
    coach.fill(notes="Nous avons fait le tour des guichets.", quarters="4", need_1__area="Guichets")
    coach.fill(need_1__observed="De longues files le lundi.", need_1__severity="3")
    coach.press("Noter la séance")
    coordinator.open(f"{follow_up}/diagnosis")
    coordinator.sees("Guichets", "De longues files le lundi.")
    coach.open(f"{follow_up}/deliverables/new")
    training = coach.main.locator("[name=commitment_id] option").filter(has_text="Former les agents")
    own = coach.main.locator("[name=party_id] option").filter(has_text="WeTechCare")
    coach.fill(kind="awareness", title__fr="Support de formation", party_id=own.get_attribute("value"))
    coach.fill(commitment_id=training.get_attribute("value"))
    coach.press(coach.main.locator("form[method=post] .button.primary").last)
    path = str(coach.main.get_by_role("link", name="Support de formation").get_attribute("href"))
    coach.send(f"{path}/submit", note="Première version", file="support.pdf")
    coordinator.send(f"{path}/return", reason="Il manque une page en néerlandais.")
    coach.open(path)
    coach.sees("Il manque une page en néerlandais.")
    coach.send(f"{path}/submit", note="Avec la page en néerlandais", file="support-2.pdf")
    coordinator.open(path)
    coordinator.press("Accepter")
    coordinator.sees("accepté")
    coordinator.open()
    coordinator.sees("Livrables acceptés\xa0: 1 sur 1", "Jours de suivi utilisés\xa0: 1 sur 5")
    return follow_up


def contest_then_confirm(coach: Hand, coordinator: Hand) -> None:
    coordinator.open()
    commitment = str(coordinator.main.get_by_role("link", name="Publier un article", exact=True).get_attribute("href"))
    coordinator.send(f"{commitment}/contribute", note="Article du bulletin", on=TODAY)
    coach.open(commitment)
    coach.press(coach.main.get_by_role("link", name="Contester"))
    coach.fill(reason="L’article ne cite pas le programme.")
    coach.press("Contester")
    coordinator.open(commitment)
    coordinator.sees("L’article ne cite pas le programme.")
    coordinator.press(coordinator.main.get_by_role("link", name="Corriger"))
    coordinator.fill(note="Article du bulletin, avec le nom du programme")
    coordinator.press("Enregistrer")
    coach.open(commitment)
    coach.press("Confirmer")
    coach.sees("tenu", "avec le nom du programme")


def refuse_then_grant(coach: Hand, coordinator: Hand) -> None:
    asked = {"kind": "press", "subject": "Communiqué", "text": "Des agents formés.", "where": "Le Journal"}
    coach.send("approvals/new", uploads="affiche.pdf", **asked)
    first = coach.path
    coordinator.open(f"{first}/decide")
    coordinator.sees("Des agents formés.", "affiche.pdf")
    coordinator.fill(decision="refused", reason="Citez la Ville.")
    coordinator.press("Enregistrer")
    coordinator.sees("refusé")
    coach.send(f"{first}/edit", text="La Ville forme ses agents.")
    second = coach.path
    assert second != first, "changed content is another approval"
    coordinator.send(f"{second}/decide", decision="approved")
    coordinator.sees("approuvé", "La Ville forme ses agents.", "affiche.pdf")


def amend_to_seven_days(coach: Hand, coordinator: Hand, follow_up: str) -> None:
    coach.send(
        "amendments/new",
        subject__fr="Sept jours",
        effective_from=TODAY,
        changes_quota=True,
        quota_days="7",
        number="1",
    )
    amendment = coach.path
    coach.send(f"{amendment}/files", uploads="avenant.pdf")
    coach.send(f"{amendment}/sign", decided_on=TODAY, signed_on=TODAY)
    coach.sees("rien ne change avant la signature")
    coordinator.open(f"{amendment}/sign")
    coordinator.sees("avenant.pdf", "7 jours")
    coordinator.fill(decided_on=TODAY, signed_on=TODAY)
    coordinator.press("Enregistrer")
    coordinator.sees("Prend effet le 21 novembre 2026")
    coordinator.open(follow_up)
    expect(coordinator.main.locator("figure.days .quota strong")).to_have_text("7")


def part(coach: Hand, coordinator: Hand, follow_up: str, site: Site) -> None:
    """The city gives notice; three calendar months later the convention is read, and only read."""
    party = options(coordinator, "notices/new", "party_id")
    city = next(row.get_attribute("value") for row in party if "Ville de Valbrume" in row.inner_text())
    coordinator.fill(kind="early_end", party_id=city, sent_on=TODAY, received_on=TODAY, reference="Recommandé 1")
    coordinator.press("Enregistrer")
    coach.open()
    coach.sees(LAST_DAY)
    site.app.config["CLOCK"].stand_on(AFTER)
    coach.person.sign_in("coach")
    coordinator.person.sign_in("coordinator")
    coach.open()
    coach.sees("terminée", LAST_DAY, "elle se lit, elle ne se modifie plus")
    expect(coach.main.locator("a[href$='/edit'], a[href$='/new'], a[href$='/sign']")).to_have_count(0)
    with site.app.app_context():
        session = db.session.query(FollowUpSession.id).order_by(FollowUpSession.id.desc()).limit(1).scalar()
    coach.open(f"/follow-up/sessions/{session}/edit")
    coach.fill(notes="Trop tard.")
    coach.main.locator("form[method=post] .button.primary").last.click()
    coach.sees("ouvrez d’abord une correction")
    coordinator.open(f"{follow_up}/diagnosis")
    coordinator.sees("Guichets")


def test_a_convention_lives_from_its_signatures_to_its_end(fresh_site: Site, person: Callable[..., Person]) -> None:
    coach, coordinator, staff = (Hand(person(fresh_site, role)) for role in ("coach", "coordinator", "staff"))
    write_and_sign(coach, coordinator)
    staff.place = coach.place
    name_a_contact(coach, staff)
    follow_up = work_together(coach, coordinator, fresh_site)
    contest_then_confirm(coach, coordinator)
    refuse_then_grant(coach, coordinator)
    amend_to_seven_days(coach, coordinator, follow_up)
    part(coach, coordinator, follow_up, fresh_site)
