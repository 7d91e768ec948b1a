"""Who may do what: roles, permissions and which role has which. Plain Python.

On which rows is another question: the queries answer it from the viewer.
"""

from enum import StrEnum


class Role(StrEnum):
    COACH = "coach"
    COORDINATOR = "coordinator"
    STAFF = "staff"
    PARTNER = "partner"
    ADMIN = "admin"


class Permission(StrEnum):
    ACCOUNT_USE = "account.use"
    ACCOUNTS_MANAGE = "accounts.manage"
    AUDIT_VIEW = "audit.view"
    CONVENTIONS_VIEW = "conventions.view"
    CONVENTIONS_EDIT = "conventions.edit"
    CONTRIBUTIONS_RECORD = "contributions.record"
    CONTRIBUTIONS_DECIDE = "contributions.decide"
    WEBINARS_VIEW = "webinars.view"
    WEBINARS_EDIT = "webinars.edit"
    CHARTER_VIEW = "charter.view"
    CHARTER_EDIT = "charter.edit"
    CHARTER_EDIT_OWN = "charter.edit-own"
    CHARTER_ADVISE = "charter.advise"
    CHARTER_DECIDE = "charter.decide"
    FOLLOWUP_VIEW = "followup.view"
    FOLLOWUP_EDIT = "followup.edit"
    FOLLOWUP_DELIVER = "followup.deliver"
    TASKS_DO = "tasks.do"
    KPIS_VIEW = "kpis.view"
    KPIS_DEFINE = "kpis.define"
    KPIS_AGREE = "kpis.agree"
    KPIS_ENTER = "kpis.enter"
    KPIS_APPROVE = "kpis.approve"
    KPIS_PUBLISH = "kpis.publish"
    IMPACT_VIEW = "impact.view"
    IMPACT_VIEW_ALL = "impact.view-all"
    TESTIMONIALS_VIEW = "testimonials.view"
    TESTIMONIALS_EDIT = "testimonials.edit"
    EDITIONS_EDIT = "editions.edit"
    EDITIONS_SHARE = "editions.share"
    FUNDING_EDIT = "funding.edit"


_P = Permission
_EVERYONE = frozenset({_P.ACCOUNT_USE, _P.IMPACT_VIEW})
_INSIDE = _EVERYONE | {
    _P.CONVENTIONS_VIEW,
    _P.WEBINARS_VIEW,
    _P.CHARTER_VIEW,
    _P.FOLLOWUP_VIEW,
    _P.KPIS_VIEW,
    _P.IMPACT_VIEW_ALL,
    _P.TESTIMONIALS_VIEW,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PARTNER: _EVERYONE,
    Role.STAFF: _INSIDE | {_P.CONTRIBUTIONS_RECORD, _P.CHARTER_EDIT_OWN, _P.KPIS_ENTER, _P.TASKS_DO},
    Role.COORDINATOR: _INSIDE
    | {
        _P.CONVENTIONS_EDIT,
        _P.CONTRIBUTIONS_RECORD,
        _P.CONTRIBUTIONS_DECIDE,
        _P.CHARTER_EDIT,
        _P.CHARTER_EDIT_OWN,
        _P.CHARTER_DECIDE,
        _P.KPIS_DEFINE,
        _P.KPIS_AGREE,
        _P.KPIS_ENTER,
        _P.KPIS_APPROVE,
        _P.KPIS_PUBLISH,
        _P.FOLLOWUP_DELIVER,
        _P.TASKS_DO,
        _P.TESTIMONIALS_EDIT,
        _P.EDITIONS_SHARE,
    },
    Role.COACH: _INSIDE
    | {
        _P.CONVENTIONS_EDIT,
        _P.CONTRIBUTIONS_RECORD,
        _P.CONTRIBUTIONS_DECIDE,
        _P.WEBINARS_EDIT,
        _P.CHARTER_ADVISE,
        _P.FOLLOWUP_EDIT,
        _P.FOLLOWUP_DELIVER,
        _P.KPIS_DEFINE,
        _P.KPIS_AGREE,
        _P.KPIS_ENTER,
        _P.KPIS_APPROVE,
        _P.KPIS_PUBLISH,
        _P.TASKS_DO,
        _P.TESTIMONIALS_EDIT,
        _P.EDITIONS_EDIT,
        _P.EDITIONS_SHARE,
        _P.FUNDING_EDIT,
    },
    Role.ADMIN: _INSIDE | {_P.ACCOUNTS_MANAGE, _P.AUDIT_VIEW, _P.TESTIMONIALS_EDIT, _P.FUNDING_EDIT},
}
"""A coach has the KPI permissions for the operator's own programme indicators, and approves a structure's figures
only where that structure chose so; `kpis.queries` draws those lines row by row."""


def allows(role: Role, permission: Permission) -> bool:
    return permission in PERMISSIONS[role]
