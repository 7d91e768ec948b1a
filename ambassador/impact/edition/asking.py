"""How the other party is asked to approve an edition's publication: the content frozen, named by its SHA-256, in words."""

import json
from datetime import date

from flask_babel import gettext

from ambassador import i18n
from ambassador.conventions.models import ApprovalKind
from ambassador.conventions.services.approvals import ApprovalDetails
from ambassador.impact.edition import canonical, freezing
from ambassador.impact.models import Edition
from ambassador.impact.services.editions import Freeze, Frozen

LONGEST_SUBJECT = 200


def freezer(today: date, address: str = "") -> Freeze:
    """`address`: where the preview is read."""

    def freeze(edition: Edition) -> Frozen:
        text = freezing.freeze(edition, today)
        asked = ApprovalDetails(
            ApprovalKind.REPORT,
            _subject(edition),
            _text(edition, text),
            i18n.language(),
            address,
            str(gettext("Sur le portail, dans les fichiers de l’édition et par ses liens de partage.")),
        )
        return Frozen(text, asked, is_empty=not json.loads(text)["publications"])

    return freeze


def _subject(edition: Edition) -> str:
    title = i18n.text_for_reader(edition.title)
    return title if len(title) <= LONGEST_SUBJECT else f"{title[: LONGEST_SUBJECT - 1]}…"


def _text(edition: Edition, content: str) -> str:
    months = [*edition.first.months(), *edition.last.months()]
    lines = [
        gettext("Édition n° %(number)s du rapport d’impact, avec tous ses fichiers.", number=edition.number),
        gettext("Titre : %(title)s", title=i18n.text_for_reader(edition.title)),
        gettext("Contenu : %(scope)s", scope=i18n.label(edition.scope)),
        gettext("Période : %(first)s – %(last)s", first=i18n.month_name(months[0]), last=i18n.month_name(months[-1])),
        gettext("Empreinte du contenu (SHA-256) : %(hash)s", hash=canonical.sha256(content)),
        gettext("En l’approuvant, vous publiez l’édition : son contenu ne change plus."),
    ]
    return "\n".join(map(str, lines))
