"""Which field of the booking form a finding or a warning is about: where to change it."""

from __future__ import annotations

from glimt_rules.finding import Finding
from glimt_rules.kinds.base import Scope
from glimt_rules.rulesets.model import Rule
from glimt_tui.desk.booking import FieldName
from glimt_tui.desk.clash import Clash, What

#: Kinds of rules that are more about one field than their scope tells.
_BY_KIND: dict[str, FieldName] = {
    "assessment": "assessed",
    "booked-ahead": "when",
    "cleaning": "when",
    "gathering-size": "who",
    "home-guests": "where",
    "masks-when-close": "masks",
    "masks-worn": "masks",
    "no-symptoms": "who",
    "same-cohort": "who",
    "visitor-list": "who",
}
_BY_SCOPE: dict[Scope, FieldName] = {
    Scope.VISIT: "who",
    Scope.PREMISES: "when",
    Scope.ROOM: "where",
    Scope.THING: "equipment",
    Scope.HOUSEHOLD_WEEK: "who",
}
_BY_CLASH: dict[What, FieldName] = {
    "person": "who",
    "staff": "who",
    "room": "where",
    "thing": "equipment",
    "loan": "equipment",
    "closed": "when",
    "unstaffed": "when",
    "shift": "who",
}


def field_of_rule(rule: Rule) -> FieldName:
    """The field that a rule looks at most."""
    kind = rule.kind
    if kind.name == "checklist":
        return "handwashed" if getattr(kind, "item", "") == "handwashed" else "cleaned"
    if kind.name == "no-visits":
        return "where" if kind.settings is not None else "kind"
    return _BY_KIND.get(kind.name) or _BY_SCOPE[kind.scope]


def field_of(finding: Finding) -> FieldName:
    """The field under which a finding is told.

    A question about the visit itself is told where it is answered; where there is neither a
    room nor a distance, choosing a room is the usual answer.
    """
    for question in finding.questions:
        match question.about:
            case ("visits", finding.visit, "masks"):
                return "masks"
            case ("visits", finding.visit, "distance_m"):
                return "where"
    return field_of_rule(finding.rule)


def field_of_clash(clash: Clash) -> FieldName:
    """The field under which a warning of the house is told."""
    return _BY_CLASH[clash.what]
