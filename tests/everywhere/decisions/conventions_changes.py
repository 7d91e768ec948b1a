"""Amendments and what else changes a convention."""

from datetime import date

from flask import current_app

from ambassador import clock
from ambassador.accounts.models import User
from ambassador.conventions.models import AmendmentFile, Convention
from ambassador.db import db
from ambassador.demo.factories.changes import amendment, approval, contact, notice
from ambassador.demo.factories.files import stored_file, upload
from ambassador.files.storage import folder_in
from tests.conftest import World
from tests.everywhere.decisions import INSIDE, Decision
from tests.everywhere.decisions.rows import Rows

EDITORS = "coach coordinator"
NUMBER = {"number": lambda rows: rows["convention"]}
AMENDMENT = {**NUMBER, "amendment_number": lambda rows: rows["amendment"]}
AMENDMENT_FILE = {**AMENDMENT, "file_number": lambda rows: rows["amendment_file"]}
PROPOSAL = {**AMENDMENT, "commitment_number": lambda rows: rows["commitment"]}
NOTICE = {**NUMBER, "notice_number": lambda rows: rows["notice"]}
STEP = {**NOTICE, "step": lambda rows: ("remedied", "remedied")}
CONTACT = {**NUMBER, "contact_number": lambda rows: rows["contact"]}
APPROVAL = {**NUMBER, "approval_number": lambda rows: rows["approval"]}

DECISIONS = {
    "conventions.amendment": Decision(INSIDE, rows=AMENDMENT),
    "conventions.new_amendment": Decision(EDITORS, rows=NUMBER),
    "conventions.edit_amendment": Decision(EDITORS, rows=AMENDMENT),
    "conventions.delete_amendment": Decision(EDITORS, rows=AMENDMENT),
    "conventions.sign_amendment": Decision(EDITORS, rows=AMENDMENT),
    "conventions.add_amendment_files": Decision(EDITORS, rows=AMENDMENT),
    "conventions.remove_amendment_file": Decision(EDITORS, rows=AMENDMENT_FILE),
    "conventions.propose_commitment": Decision(EDITORS, rows=AMENDMENT),
    "conventions.alter_commitment": Decision(EDITORS, rows=PROPOSAL),
    "conventions.end_commitment": Decision(EDITORS, rows=PROPOSAL),
    "conventions.drop_change": Decision(EDITORS, rows=PROPOSAL),
    "conventions.notice": Decision(INSIDE, rows=NOTICE),
    "conventions.new_notice": Decision(EDITORS, rows=NUMBER),
    "conventions.notice_step": Decision(EDITORS, rows=STEP),
    "conventions.take_back_notice": Decision(EDITORS, rows=NOTICE),
    "conventions.correct": Decision(EDITORS, rows=NUMBER),
    "conventions.close_correction": Decision(EDITORS, rows=NUMBER),
    "conventions.new_contact": Decision(EDITORS, rows=NUMBER),
    "conventions.edit_contact": Decision(EDITORS, rows=CONTACT),
    "conventions.see_contact": Decision(INSIDE, rows=CONTACT),
    "conventions.approval": Decision(INSIDE, rows=APPROVAL),
    "conventions.new_approval": Decision(EDITORS, rows=NUMBER),
    "conventions.edit_approval": Decision(EDITORS, rows=APPROVAL),
    "conventions.decide_approval": Decision(EDITORS, rows=APPROVAL),
    "conventions.use_approval": Decision(EDITORS, rows=APPROVAL),
}


def make_rows(world: World) -> Rows:
    conventions = [db.session.get_one(Convention, number) for number in (world.convention, world.foreign_convention)]
    own, foreign = (amendment(convention) for convention in conventions)
    notices = [notice(convention, date(2026, 2, 1)) for convention in conventions]
    people = [db.session.get_one(User, number) for number in (world.coach, world.other_coordinator)]
    contacts = [contact(convention, person) for convention, person in zip(conventions, people, strict=True)]
    approvals = [approval(convention, person) for convention, person in zip(conventions, people, strict=True)]
    folder = folder_in(current_app.config["INSTANCE_PATH"])
    files = [
        stored_file(upload(folder), person, clock.now(), row.convention)
        for person, row in zip(people, (own, foreign), strict=True)
    ]
    own.files.append(AmendmentFile(file=files[0]))
    foreign.files.append(AmendmentFile(file=files[1]))
    return {
        "amendment": (own.id, foreign.id),
        "amendment_file": (files[0].id, files[1].id),
        "notice": (notices[0].id, notices[1].id),
        "contact": (contacts[0].id, contacts[1].id),
        "approval": (approvals[0].id, approvals[1].id),
    }
