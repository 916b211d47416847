"""A rule set as it might have been written by mistake: one limit, date or exception otherwise.

``mutations`` makes each of these rule sets in memory. A case *notices* one where it says
something else of a visit; what no case notices could stand in the file wrongly, and nobody
would know. Only what could be written in a file is tried, and only what makes a difference
to some visit: a cap on a room is never about a walk, whatever its ``settings`` say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Literal, get_args, get_type_hints

import msgspec
from msgspec import Struct, inspect, structs

from glimt_rules.kinds.base import Kind
from glimt_rules.moments import LocalTime
from glimt_rules.rulesets.model import End, Force, Rule, RuleSet
from glimt_rules.rulesets.probes import SETTINGS, STATUSES, VISIT_KINDS, reach

#: What is done to a key: another value stands there, or one value more or less among several.
How = Literal["instead", "dropped", "added"]

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
#: By how much times are moved: days first, since a whole day is what slips most.
_STEPS = (-_DAY, _DAY, -_MINUTE, _MINUTE)
#: By how much numbers with decimals are moved.
_TENTH = 0.1


class Mutation(Struct, frozen=True, kw_only=True):
    """One thing of a rule set written otherwise."""

    #: the rule that is changed; None where it is the rule set itself
    rule: Rule | None
    #: the key in the file: ``limit``, ``limits.studio``, ``ends[1].until``
    key: str
    how: How
    #: what stands there; None where a value is added
    before: object
    #: what stands there instead, or is added; None where a value is dropped
    after: object
    #: the changed rule set
    rule_set: RuleSet


class _Variant(Struct, frozen=True):
    """Another value of a key, and what of it is other."""

    how: How
    before: object
    after: object
    value: object
    #: where in the value: a key of a table
    within: str = ""


def mutations(rule_set: RuleSet) -> Iterator[Mutation]:
    """Every change of the rule set's own dates, then of each rule that is its own."""
    yield from _of_dates(rule_set)
    for rule in rule_set.rules:
        if not rule.inherited:  # what is taken over as it is has its cases at its base
            yield from mutations_of(rule_set, rule)


# The rule set's dates ----------------------------------------------------------------------


def _of_dates(rule_set: RuleSet) -> Iterator[Mutation]:
    for key, before, after, changed in _other_dates(rule_set):
        if _can_be_written(changed):
            yield Mutation(
                rule=None, key=key, how="instead", before=before, after=after, rule_set=changed
            )


def _other_dates(rule_set: RuleSet) -> Iterator[tuple[str, date, date, RuleSet]]:
    replace = structs.replace
    for day in (rule_set.decided - _DAY, rule_set.decided + _DAY):
        yield "decided", rule_set.decided, day, _decided(rule_set, day)
    for step in _STEPS:
        moved = _moved(rule_set.in_force, step)
        yield "in_force", rule_set.in_force, moved, replace(rule_set, in_force=moved)
    single = len(rule_set.ends) == 1  # as it is written with ``until``
    for place, end in enumerate(rule_set.ends):
        key = "until" if single else f"ends[{place}].until"
        for step in _STEPS:
            moved = _moved(end.until, step)
            yield key, end.until, moved, _with_end(rule_set, place, replace(end, until=moved))
        for day in () if single else (end.decided - _DAY, end.decided + _DAY):
            changed = _with_end(rule_set, place, replace(end, decided=day))
            yield f"ends[{place}].decided", end.decided, day, changed


def _decided(rule_set: RuleSet, day: date) -> RuleSet:
    """The rule set decided on another day; no end can have been decided before it was."""
    ends = tuple(
        structs.replace(end, decided=day)
        if end.decided < day or (len(rule_set.ends) == 1 and end.decided == rule_set.decided)
        else end
        for end in rule_set.ends
    )
    return structs.replace(rule_set, decided=day, ends=ends)


def _with_end(rule_set: RuleSet, place: int, end: End) -> RuleSet:
    ends = (*rule_set.ends[:place], end, *rule_set.ends[place + 1 :])
    return structs.replace(rule_set, ends=ends)


def _moved(moment: LocalTime, step: timedelta) -> LocalTime:
    moved = moment + step
    return LocalTime(moved.year, moved.month, moved.day, moved.hour, moved.minute, moved.second)


def _can_be_written(rule_set: RuleSet) -> bool:
    """Whether the dates go together, as the reader of rule sets demands."""
    days = [rule_set.decided, *(end.decided for end in rule_set.ends)]
    last = rule_set.until(None)
    return (
        days == sorted(days)
        and all(rule_set.in_force < end.until for end in rule_set.ends)
        and all(_within(rule, rule_set.in_force, last) for rule in rule_set.rules)
    )


def _within(rule: Rule, first: LocalTime, last: LocalTime | None) -> bool:
    """Whether a rule's own period is one, and lies within its set's."""
    begins = rule.in_force or first
    ends = rule.until
    return begins >= first and (ends is None or (begins < ends and (last is None or ends <= last)))


# A rule ------------------------------------------------------------------------------------


def mutations_of(rule_set: RuleSet, rule: Rule) -> Iterator[Mutation]:
    """Another force, another period, and other values of what its kind can be told."""
    for force in get_args(Force):
        if force != rule.force:
            yield _of(rule_set, rule, "force", _Variant("instead", rule.force, force, force))
    for key in ("in_force", "until"):
        moment: LocalTime | None = getattr(rule, key)
        if moment is None:
            continue
        for step in _STEPS:
            moved = _moved(moment, step)
            found = _of(rule_set, rule, key, _Variant("instead", moment, moved, moved))
            if _can_be_written(found.rule_set):
                yield found
    for key, variant in _of_kind(rule):
        changed = _told(rule, key, variant.value)
        if changed is not None:
            where = f"{key}.{variant.within}" if variant.within else key
            yield _mutation(rule_set, rule, changed, where, variant)


def _of(rule_set: RuleSet, rule: Rule, key: str, variant: _Variant) -> Mutation:
    changed = structs.replace(rule, **{key: variant.value})
    return _mutation(rule_set, rule, changed, key, variant)


def _mutation(
    rule_set: RuleSet, rule: Rule, changed: Rule, key: str, variant: _Variant
) -> Mutation:
    rules = tuple(changed if each is rule else each for each in rule_set.rules)
    return Mutation(
        rule=rule,
        key=key,
        how=variant.how,
        before=variant.before,
        after=variant.after,
        rule_set=structs.replace(rule_set, rules=rules),
    )


def _told(rule: Rule, key: str, value: object) -> Rule | None:
    """The rule with its kind told otherwise; None where that does not take it."""
    kind = _with(rule.kind, key, value)
    if kind is None:
        return None
    proxy = None if rule.proxy is None else structs.replace(rule.proxy, kind=kind)
    return structs.replace(rule, kind=kind, proxy=proxy)


def _with(kind: Kind, key: str, value: object) -> Kind | None:
    """The kind with another value; None where it does not take it."""
    hint = get_type_hints(type(kind), include_extras=True)[key]
    try:
        return structs.replace(kind, **{key: msgspec.convert(value, hint)})
    except (msgspec.MsgspecError, ValueError, TypeError):
        return None


def _of_kind(rule: Rule) -> Iterator[tuple[str, _Variant]]:
    """Other values of everything that the kind can be told, where and of what included."""
    kind, own = rule.kind, reach(rule.asked)
    for key, given, known in _where_and_what(rule):
        for variant in _choices([each for each in known if each in given], known):
            changed = _told(rule, key, variant.value)
            if changed is not None and reach(changed.asked) != own:
                yield key, variant
    info = inspect.type_info(type(kind))
    assert isinstance(info, inspect.StructType)
    for field in info.fields:
        if field.name not in ("settings", "visit_kinds"):
            value = getattr(kind, field.name)
            for variant in _others(field.type, value):
                yield field.name, variant


def _where_and_what(rule: Rule) -> Iterable[tuple[str, Collection[str], tuple[str, ...]]]:
    """The settings and the kinds of visits that a rule judges, and all that there are."""
    kind = rule.asked
    try:
        settings, kinds = kind.in_settings, kind.of_kinds
    except (Exception, SystemExit):  # the kind may be anybody's
        return ()
    return (
        ("settings", settings, SETTINGS),
        ("visit_kinds", VISIT_KINDS if kinds is None else kinds, VISIT_KINDS),
    )


def _others(type_: inspect.Type, value: Any) -> Iterator[_Variant]:
    """Other values of a type, near to one; none for what nobody would slip in, as texts."""
    if isinstance(type_, inspect.UnionType):
        for each in type_.types if value is not None else ():
            yield from _others(each, value)
        return
    if isinstance(type_, inspect.VarTupleType | inspect.ListType | inspect.SetType):
        yield from _of_several(type_.item_type, list(value))
    elif isinstance(type_, inspect.DictType):
        yield from _of_table(type_.value_type, dict(value))
    else:
        for other in _near(type_, value):
            yield _Variant("instead", value, other, other)


def _near(type_: inspect.Type, value: Any) -> list[Any]:
    """The values next to a single one, or all others where there are only so many."""
    if isinstance(type_, inspect.LiteralType):
        return [other for other in type_.values if other != value]
    if isinstance(type_, inspect.BoolType) and isinstance(value, bool):
        return [not value]
    if isinstance(type_, inspect.IntType) and type(value) is int:
        return [value - 1, value + 1]
    if isinstance(type_, inspect.FloatType) and isinstance(value, int | float):
        return [round(value - _TENTH, 9), round(value + _TENTH, 9)]
    if isinstance(type_, inspect.StrType) and isinstance(value, str) and value:
        return [value[::-1] if value[::-1] != value else value + value]
    return []


def _of_several(item: inspect.Type, values: list[Any]) -> Iterator[_Variant]:
    known = item.values if isinstance(item, inspect.LiteralType) else ()
    if set(known) >= {*STATUSES, *values}:  # a visit that does not take place is not judged
        known = STATUSES
    yield from _choices(values, known)


def _choices(given: list[Any], known: tuple[Any, ...]) -> Iterator[_Variant]:
    """One value less, and one more of those that there are."""
    for value in given:
        yield _Variant("dropped", value, None, [each for each in given if each != value])
    for value in known:
        if value not in given:
            yield _Variant("added", None, value, [*given, value])


def _of_table(item: inspect.Type, table: dict[Any, Any]) -> Iterator[_Variant]:
    """One entry less, and another value of each."""
    for key, value in table.items():
        less = {name: each for name, each in table.items() if name != key}
        yield _Variant("dropped", key, None, less)
        for other in _others(item, value):
            changed = {**table, key: other.value}
            yield _Variant(other.how, other.before, other.after, changed, str(key))
