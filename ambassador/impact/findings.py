"""What the charts show, in one sentence each, computed from their numbers. Where there is nothing to say, it says so."""

from decimal import Decimal

from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.impact import words
from ambassador.impact.collective import Collective
from ambassador.impact.work import Actions
from ambassador.kpis import words as kpi_words
from ambassador.kpis.models import IndicatorKind
from ambassador.kpis.series import Series


def webinars_held(collective: Collective) -> str:
    if not collective.is_open:
        return str(gettext("Pas encore de webinaires à montrer pour ces trimestres"))
    if not collective.held:
        return str(gettext("Aucun webinaire n’a été tenu pendant ces trimestres"))
    theme, count = max(collective.by_theme.items(), key=lambda item: item[1])
    if count == collective.held:
        return str(
            ngettext(
                "%(num)d webinaire a été tenu, sur le thème « %(theme)s »",
                "%(num)d webinaires ont été tenus, tous sur le thème « %(theme)s »",
                collective.held,
                theme=i18n.label(theme),
            )
        )
    return str(
        ngettext(
            "%(num)d webinaire a été tenu, dont %(count)s sur le thème « %(theme)s »",
            "%(num)d webinaires ont été tenus, dont %(count)s sur le thème « %(theme)s »",
            collective.held,
            count=i18n.number(count),
            theme=i18n.label(theme),
        )
    )


def attendance(collective: Collective) -> str:
    total = collective.total
    if not collective.is_open:
        return str(gettext("Pas encore de présences à montrer pour ces trimestres"))
    if total.is_hidden:
        return str(gettext("Le taux de présence est masqué, pour que personne ne soit reconnu"))
    if collective.rate is None:
        return str(gettext("Aucune inscription n’est notée pour ces trimestres"))
    rate = i18n.percent(collective.rate)
    latest, before = collective.latest_rate, collective.rate_before
    if latest is None or before is None:
        return str(gettext("%(rate)s des inscrits étaient présents", rate=rate))
    gap = words.percent_points(latest) - words.percent_points(before)
    if len(collective.reading.span.quarters) == 1:
        return _compared(rate, gap)
    return _compared_at_end(rate, i18n.percent(latest), gap)


def _compared(rate: str, gap: int) -> str:
    if gap == 0:
        return str(gettext("%(rate)s des inscrits étaient présents, autant qu’au trimestre précédent", rate=rate))
    if gap > 0:
        return str(
            ngettext(
                "%(rate)s des inscrits étaient présents, %(num)d point de pourcentage de plus qu’au trimestre précédent",
                "%(rate)s des inscrits étaient présents, %(num)d points de pourcentage de plus qu’au trimestre précédent",
                gap,
                rate=rate,
            )
        )
    return str(
        ngettext(
            "%(rate)s des inscrits étaient présents, %(num)d point de pourcentage de moins qu’au trimestre précédent",
            "%(rate)s des inscrits étaient présents, %(num)d points de pourcentage de moins qu’au trimestre précédent",
            -gap,
            rate=rate,
        )
    )


def _compared_at_end(rate: str, latest: str, gap: int) -> str:
    if gap == 0:
        return str(
            gettext(
                "%(rate)s des inscrits étaient présents ; dernier trimestre : %(latest)s, autant qu’au précédent",
                rate=rate,
                latest=latest,
            )
        )
    if gap > 0:
        return str(
            ngettext(
                "%(rate)s des inscrits étaient présents ; dernier trimestre : %(latest)s, "
                "%(num)d point de pourcentage de plus qu’au précédent",
                "%(rate)s des inscrits étaient présents ; dernier trimestre : %(latest)s, "
                "%(num)d points de pourcentage de plus qu’au précédent",
                gap,
                rate=rate,
                latest=latest,
            )
        )
    return str(
        ngettext(
            "%(rate)s des inscrits étaient présents ; dernier trimestre : %(latest)s, "
            "%(num)d point de pourcentage de moins qu’au précédent",
            "%(rate)s des inscrits étaient présents ; dernier trimestre : %(latest)s, "
            "%(num)d points de pourcentage de moins qu’au précédent",
            -gap,
            rate=rate,
            latest=latest,
        )
    )


def days(held: int, to_date: int, quota: int, is_open: bool) -> str:
    """Quarter days: in the span, since the conventions began, and what these give."""
    if not is_open:
        return str(gettext("Pas encore de jours de suivi à montrer pour ces trimestres"))
    if not quota and not held:
        return str(gettext("Aucun suivi individuel n’est prévu pendant ces trimestres"))
    if not held:
        return str(gettext("Aucun jour de suivi n’a été utilisé pendant ces trimestres"))
    if not quota:
        return str(gettext("Jours de suivi utilisés : %(held)s", held=words.days(held)))
    if held == to_date:
        return str(
            gettext(
                "Jours de suivi utilisés : %(held)s sur %(quota)s prévus",
                held=words.days(held),
                quota=words.days(quota),
            )
        )
    return str(
        gettext(
            "Jours de suivi utilisés : %(held)s, et %(all)s sur %(quota)s prévus depuis le début",
            held=words.days(held),
            all=words.days(to_date),
            quota=words.days(quota),
        )
    )


def days_by_structure(held: int, structures: int) -> str:
    """Quarter days in the span, and how many structures have days."""
    if not structures:
        return str(gettext("Aucun suivi individuel à montrer pour ces trimestres"))
    if not held:
        return str(gettext("Aucun jour de suivi n’a été utilisé pendant ces trimestres"))
    return str(
        ngettext(
            "Jours de suivi utilisés pendant ces trimestres : %(held)s, dans %(num)d structure",
            "Jours de suivi utilisés pendant ces trimestres : %(held)s, dans %(num)d structures",
            structures,
            held=words.days(held),
        )
    )


def actions_by_status(total: int, moving: int, is_complete: bool) -> str:
    if not total:
        return str(gettext("Aucune action n’est encore connue"))
    if not moving:
        return str(
            ngettext(
                "%(num)d action connue, pas encore en cours",
                "%(num)d actions connues, aucune n’est encore en cours",
                total,
            )
        )
    if is_complete:
        return str(
            ngettext(
                "%(num)d action sur %(total)s est en cours ou terminée",
                "%(num)d actions sur %(total)s sont en cours ou terminées",
                moving,
                total=i18n.number(total),
            )
        )
    return str(
        ngettext(
            "%(num)d action connue sur %(total)s est en cours ou terminée",
            "%(num)d actions connues sur %(total)s sont en cours ou terminées",
            moving,
            total=i18n.number(total),
        )
    )


def actions_by_axis(actions: Actions) -> str:
    known = [axis for axis in actions.plan.by_axis if axis.title is not None]
    without = actions.total - sum(sum(axis.counts.values()) for axis in known)
    if not actions.total:
        return str(gettext("Aucune action à ranger par axe"))
    if without:
        return str(
            ngettext(
                "%(num)d action sur %(total)s n’a pas encore d’axe connu",
                "%(num)d actions sur %(total)s n’ont pas encore d’axe connu",
                without,
                total=i18n.number(actions.total),
            )
        )
    return str(
        ngettext(
            "Les actions se rangent sous %(num)d axe",
            "Les actions se répartissent sur %(num)d axes",
            len(known),
        )
    )


def targets_reached(with_target: int, reached: int, known: int) -> str:
    """Of KPIs: how many have a target, how many reach it, how many there are."""
    if not known:
        return str(gettext("Aucun KPI à montrer pour ces trimestres"))
    if not with_target:
        return str(
            ngettext(
                "%(num)d KPI est suivi, sans chiffre comparable à une cible",
                "%(num)d KPI sont suivis, aucun n’a encore de chiffre comparable à une cible",
                known,
            )
        )
    if not reached:
        return str(
            ngettext(
                "Le KPI suivi n’atteint pas encore sa cible",
                "Aucun des %(num)d KPI n’atteint encore sa cible",
                with_target,
            )
        )
    return str(
        ngettext(
            "%(num)d KPI sur %(total)s atteint sa cible",
            "%(num)d KPI sur %(total)s atteignent leur cible",
            reached,
            total=i18n.number(with_target),
        )
    )


def missing_figures(count: int, quarter: str) -> str:
    return str(
        ngettext(
            "%(num)d KPI sans chiffre pour %(quarter)s.",
            "%(num)d KPI sans chiffre pour %(quarter)s.",
            count,
            quarter=quarter,
        )
    )


def programme_targets(shares: dict[str, Decimal]) -> str:
    """How far each target is: 1 is reached."""
    if not shares:
        return str(gettext("Les cibles du programme n’ont pas encore de chiffre"))
    reached = sum(share >= 1 for share in shares.values())
    if reached:
        return str(
            ngettext(
                "%(num)d cible du programme sur %(total)s est atteinte",
                "%(num)d cibles du programme sur %(total)s sont atteintes",
                reached,
                total=i18n.number(len(shares)),
            )
        )
    name, share = max(shares.items(), key=lambda item: item[1])
    return str(gettext("La cible la plus proche : %(name)s, à %(share)s", name=name, share=i18n.percent(share)))


def kpi(name: str, series: Series, latest: str, period: str) -> str:
    """A KPI's last value against its target."""
    definition, distance = series.adoption.definition, series.distance
    if series.latest is None and any(point.is_suppressed for point in series.counted):
        return str(gettext("%(name)s : chiffre masqué, pour que personne ne soit reconnu", name=name))
    if series.latest is None:
        return str(gettext("%(name)s : pas encore de chiffre", name=name))
    if definition.kind is IndicatorKind.MILESTONE or distance is None or series.adoption.target_is_total:
        return str(gettext("%(name)s : %(value)s (%(period)s)", name=name, value=latest, period=period))
    target = kpi_words.value_words(series.target, definition)
    if distance.is_reached:
        return str(
            gettext(
                "%(name)s : %(value)s (%(period)s), la cible de %(target)s est atteinte",
                name=name,
                value=latest,
                period=period,
                target=target,
            )
        )
    return str(
        gettext(
            "%(name)s : %(value)s (%(period)s), pour une cible de %(target)s",
            name=name,
            value=latest,
            period=period,
            target=target,
        )
    )
