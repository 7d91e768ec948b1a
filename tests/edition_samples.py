"""A rich edition in each language: charts of every kind, numbers of every kind, all that a narrative may hold."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from ambassador import i18n
from ambassador.charts import Chart, Kind, Role, Series
from ambassador.impact.edition import canonical, content
from ambassador.impact.edition.content import (
    Body,
    Definition,
    Funding,
    Half,
    Published,
    Told,
    ToldChart,
    ToldHeadline,
    ToldPart,
)
from ambassador.impact.edition.rendition import Rendition, Voice
from ambassador.translated import LANGUAGES
from ambassador.writing import DAYS, PLAIN, Style, Writing

FR = {
    "title": "Rapport d’impact",
    "present": "présents",
    "registered": "inscrits",
    "missing": "manquant",
    "hidden": "masqué",
    "quarter": "Trimestre",
    "days": "jours de suivi",
    "target": "cible",
    "rate": "taux de présence",
    "value": "valeur",
    "empty": "Il n’y a encore aucun chiffre.",
    "theme": "Thème",
    "total": "total",
    "reached": "KPI",
    "definition": "Les personnes présentes à la fin.",
    "formula": "présents ÷ inscrits",
    "funding": "Financé par l’Union européenne – NextGenerationEU",
    "all": "Tous les ambassadeurs",
    "one": "La structure",
    "track": "Parcours collectif",
    "work": "Suivi individuel",
    "goals": "Objectifs",
    "cities": "points sur 10",
    "story": "Une **très bonne** année :\n\n- *ateliers*\n- des [liens](https://example.org/a)\n\n### Suite\n\n1. un\n2. deux",
}
NL = FR | {
    "title": "Impactrapport", "present": "aanwezig", "registered": "ingeschreven", "missing": "ontbreekt",
    "hidden": "verborgen", "quarter": "Kwartaal", "days": "begeleidingsdagen", "target": "doel", "rate": "aanwezigheid",
    "value": "waarde", "empty": "Er zijn nog geen cijfers.", "theme": "Thema", "total": "totaal",
    "definition": "Wie aan het einde aanwezig was.", "formula": "aanwezig ÷ ingeschreven",
    "funding": "Gefinancierd door de Europese Unie – NextGenerationEU", "all": "Alle ambassadeurs", "one": "De structuur",
    "track": "Collectief traject", "work": "Individuele begeleiding", "goals": "Doelen", "cities": "punten op 10",
    "story": "Een **heel goed** jaar:\n\n- *workshops*\n- [links](https://example.org/a)\n\n### Vervolg\n\n1. een\n2. twee",
}  # fmt: skip
EN = FR | {
    "title": "Impact report", "present": "present", "registered": "registered", "missing": "missing",
    "hidden": "withheld", "quarter": "Quarter", "days": "days of follow-up", "target": "target", "rate": "attendance",
    "value": "value", "empty": "There are no figures yet.", "theme": "Theme", "total": "total",
    "definition": "Who was present at the end.", "formula": "present ÷ registered",
    "funding": "Funded by the European Union – NextGenerationEU", "all": "All ambassadors", "one": "The structure",
    "track": "Collective track", "work": "Individual follow-up", "goals": "Goals", "cities": "points out of 10",
    "story": "A **very good** year:\n\n- *workshops*\n- [links](https://example.org/a)\n\n### More\n\n1. one\n2. two",
}  # fmt: skip
WORDS = {"fr": FR, "nl": NL, "en": EN}
HUGE = Decimal(10) ** 22 + 7
CODES = ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]
QUOTE = Voice("Ik durf nu zelf\nonline te betalen.", "Fatima, 54", "nl")


def told(language: str) -> Told:
    """Built in that language, which is the one spoken while it is."""
    said = WORDS[language]
    quarters = [code[::-1][:2][::-1] + " " + code[:4] for code in CODES]
    attendance = Chart(
        id="attendance",
        kind=Kind.BAR,
        title=f"{said['rate']} : 1 234",
        categories=quarters,
        keys=CODES,
        series=[
            Series(said["registered"], [1234, 60, None, 0], absent={2: said["hidden"]}, key="registered"),
            Series(said["present"], [1041, 59, None, 0], key="present"),
        ],
        category_label=said["quarter"],
        format=PLAIN,
        missing=said["missing"],
        note=said["definition"],
    )
    themes = Chart(
        id="themes",
        kind=Kind.STACKED,
        title=f"{said['theme']} : 17",
        categories=["Itsme & Co", "<b>MyBank</b>", "=1+1"],
        keys=["a", "b", "c"],
        series=[Series(said["present"], [3, 4, 10], key="p"), Series(said["registered"], [1, None, 2], key="r")],
        category_label=said["theme"],
        format=PLAIN,
        missing=said["missing"],
        total=said["total"],
    )
    days = Chart(
        id="days",
        kind=Kind.LINE,
        title=f"2¾ {said['days']}",
        categories=quarters,
        keys=CODES,
        series=[
            Series(said["days"], [Decimal("0.25"), Decimal("2.75"), None, Decimal("12")], key="held"),
            Series(said["target"], [5, 5, 5, 5], Role.TARGET, key="target"),
        ],
        category_label=said["quarter"],
        format=DAYS,
        axis_format=PLAIN,
        missing=said["missing"],
    )
    goals = Chart(
        id="kpi-goals",
        kind=Kind.BULLET,
        title=said["goals"],
        categories=["K1", "K2", "K3", "K4"],
        keys=["1", "2", "3", "4"],
        series=[
            Series(said["value"], [Decimal("47.1"), HUGE, 1, Decimal("5.25")], key="value"),
            Series(said["target"], [90, HUGE * 2, 1, None], Role.TARGET, key="target"),
        ],
        category_label="KPI",
        format=PLAIN,
        row_formats=(Writing(Style.PERCENT), PLAIN, Writing(Style.MILESTONE), Writing(Style.NUMBER, said["cities"])),
        missing=said["missing"],
    )
    nothing = Chart(
        id="nothing",
        kind=Kind.BAR,
        title=said["empty"],
        categories=quarters,
        keys=CODES,
        series=[Series(said["value"], [None] * 4, key="value")],
        category_label=said["quarter"],
        format=PLAIN,
        missing=said["missing"],
        empty=said["empty"],
    )

    def explained(chart: Chart) -> ToldChart:
        return ToldChart(chart, said["definition"], said["formula"])

    programme = Half(
        "programme",
        said["all"],
        [
            ToldHeadline("rate", said["rate"], Writing(Style.PERCENT)(82), said["definition"]),
            ToldHeadline("days", said["days"], "2¾", said["definition"]),
        ],
        [
            ToldPart("track", said["track"], said["story"], language, [explained(attendance), explained(themes)]),
            ToldPart("empty", said["goals"], "", language, []),
        ],
    )
    structure = Half(
        "structure",
        said["one"],
        [],
        [
            ToldPart("work", said["work"], "", language, [explained(days), explained(nothing)]),
            ToldPart("kpis", said["goals"], said["story"], language, [explained(goals)]),
        ],
    )
    return Told(
        language,
        said["title"],
        CODES[0],
        CODES[-1],
        date(2026, 7, 1),
        Body("Appui numérique", True),
        Body("Ville de Valbrume", True),
        [programme, structure],
        [Definition("K1", said["rate"], said["definition"], "%"), Definition("K4", said["goals"], "x", said["cities"])],
        [Published("Ville de Valbrume", code, 1, date(2026, 7, 1)) for code in CODES],
        ["ab" * 32, "cd" * 32],
        Funding(said["funding"], True),
    )


@cache
def frozen_text() -> str:
    """Needs an application, whose languages are spoken in turn."""
    trees = {}
    for language in LANGUAGES:
        with i18n.speaking(language):
            trees[language] = content.written(told(language))
    return canonical.canonical(canonical.merged(trees))


def rendition(language: str) -> Rendition:
    """Published, one of its two quotes withdrawn."""
    with i18n.speaking(language):
        found = told(language)
    return Rendition(found, [QUOTE, None], 3, canonical.sha256(frozen_text()), date(2026, 7, 15))


def with_first_part(found: Rendition, **changes: object) -> Rendition:
    """The same with other words or charts in its first part."""
    half, *halves = found.told.halves
    part, *parts = half.parts
    changed = replace(half, parts=[replace(part, **changes), *parts])
    return replace(found, told=replace(found.told, halves=[changed, *halves]))
