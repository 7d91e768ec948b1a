"""How many statements each page may send to the database. Most pages stay within the usual budget."""

USUAL = 8

BUDGETS: dict[str, int] = {
    "home.index": 21,  # gathers what six features find due, and where each stands; the coach of the demonstration needs all
    "charter.action": 13,  # the action and its story, what is linked to it, and the names in its history
    "charter.show": 12,  # the same for the charter
    "followup.duplicate": 12,
    "followup.edit": 12,  # the session, its draft, and all that can be chosen in its form
    "followup.hold": 12,
    "followup.log": 12,
    "followup.plan": 10,
    "followup.reinstate": 12,
    "followup.session": 14,  # the session, its moves, needs and tasks, and the names in its history
    "followup.show": 16,
    "followup.edit_need": 12,
    "followup.deliverable": 14,  # the deliverable, its versions, and the names in its history
    "conventions.edit": 10,  # the convention whole, its corrections, and every organisation to choose from
    "conventions.amendment": 14,  # the convention whole, the amendment, its signatures and proposals
    "conventions.edit_contact": 12,
    "conventions.approval": 16,  # the convention, the approval, its versions, who asked and decided
    "conventions.decide_approval": 16,
    "conventions.edit_approval": 12,
    "conventions.use_approval": 12,
    "conventions.notice": 12,
    "conventions.notice_step": 12,
    "conventions.edit_amendment": 12,
    "conventions.delete_amendment": 12,
    "conventions.sign_amendment": 12,
    "conventions.add_amendment_files": 12,
    "conventions.propose_commitment": 12,
    "conventions.alter_commitment": 14,
    "conventions.commitment": 16,  # the convention, contributions, conditions, their people and files, the measure
    "conventions.contest_contribution": 10,  # the convention with its commitments and contributions, who recorded this one
    "conventions.edit_contribution": 10,
    "conventions.undo_condition": 10,
    "conventions.register_pdf": 26,  # the convention's page, with the people and files of contributions, changes and days
    "conventions.register_workbook": 26,
    "conventions.show": 24,  # parties, terms, articles, commitments, the names in the history, and one or two per measure
    "kpis.index": 14,  # the sheet with its figures, closed periods, retired KPIs, and what the set is handed over as
    "kpis.set_pdf": 10,  # the KPIs whole, their versions, and what of the plan they cover
    "kpis.set_workbook": 10,
    "kpis.edit": 11,  # the KPI whole, all that can be chosen in its form, and whether others have its definition
    "kpis.adopt": 12,  # the definition, the structure in sight, and all that can be chosen in the form
    "kpis.change": 12,  # the same, and the change that is being written
    "kpis.version": 12,  # two versions in words
    "kpis.show": 10,  # the KPI whole, its figures, versions, and the names in its history
    "kpis.indicators": 10,  # whose structures are seen, what they agreed, targets, figures, names
    "kpis.indicator": 14,  # the same, and fifty structures with their targets and figures
    "kpis.figure": 14,  # the figure, its story, period, categories and publications, what it is compared to
    "kpis.review": 14,  # fifty figures with their last values, targets, corrections and questions
    "kpis.return_figure": 12,
    "kpis.correct": 12,
    "kpis.comment": 12,
    "kpis.second_look": 12,
    "kpis.answer": 12,
    "kpis.publish": 15,  # the figures, what was published of them, and what is published with them, each against the last time
    "kpis.check_offline": 14,  # the file that was sent, and what the entry screen reads of its figures
    "kpis.entry": 12,  # forty KPIs with what is stored, what came before, targets and people
    "impact.index": 18,  # conventions, publications, track, days, actions with notes, KPIs with targets, figures, who pays
    "impact.show": 28,  # the same, and the commitments of the structure’s conventions with what measures them
    "impact.programme_chart_csv": 17,
    "impact.chart_csv": 27,
    "impact.programme_charts": 17,
    "impact.charts": 27,
    "impact.programme_figure": 21,  # the report, and the rows of one figure with who approved them
    "impact.figure": 30,
    "impact.edition": 34,  # the edition whole; of a draft both reports, as they would be frozen
    "impact.edit_edition": 10,
    "impact.edit_narrative": 32,  # a field for each part of both reports
    "impact.edit_quotes": 12,
    "impact.propose_edition": 32,  # both reports, for what is not published yet
}


def budget_of(endpoint: str) -> int:
    return BUDGETS.get(endpoint, USUAL)
