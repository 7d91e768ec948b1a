"""Origins of the commitments: each with its state, and its page."""

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.impact.commitments import Promise
from ambassador.impact.figure_links import TOTAL
from ambassador.impact.origins import Asked, Formula, Origin, Source


def by_party(asked: Asked) -> Origin | None:
    found = [row for row in asked.report.promises if row.key == asked.key and asked.series in {TOTAL, row.state.value}]
    definition = gettext("Les engagements des conventions de la structure, d’après ce qui a été fait pour chacun.")
    return Origin(str(definition), Formula.SUM, (str(gettext("Engagements")),), [_source(row) for row in found])


def _source(row: Promise) -> Source:
    commitment = row.commitment
    return Source(
        str(
            gettext(
                "Art. %(article)s : %(title)s", article=commitment.article, title=i18n.text_for_reader(commitment.title)
            )
        ),
        (1,),
        link=url_for("conventions.commitment", number=commitment.convention_id, commitment_number=commitment.id),
        note=i18n.label(row.state),
    )
