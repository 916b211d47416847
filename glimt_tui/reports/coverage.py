"""What the cases of a rule set miss, in words for who wrote them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby

from glimt_rules.errors import Problem
from glimt_rules.message import Message, count, say
from glimt_rules.rulesets.coverage import Coverage, unnoticed_changes
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.mutations import Mutation
from glimt_rules.terms import FORCES, SETTINGS, VISIT_KINDS
from glimt_tui.reports.lines import ReportLines
from glimt_tui.terminal import BOLD

#: What a key is called in a sentence; a key of somebody else's kind is called by its name.
_KEYS: Mapping[str, Message] = {
    "force": say("what the rule is"),
    "decided": say("when it was decided"),
    "in_force": say("since when it is in force"),
    "until": say("until when it is in force"),
    "ends": say("the end"),
    "limit": say("the limit"),
    "limits": say("the limits of the rooms"),
    "metres": say("the distance in metres"),
    "hours": say("the hours"),
    "exempt_under": say("the age below which one is exempt"),
    "settings": say("where it judges visits"),
    "visit_kinds": say("the kinds of visits that it judges"),
    "statuses": say("how far a visit has come"),
    "item": say("what is ticked off"),
    "region": say("the country of phone numbers"),
    "exceptions": say("the exceptions"),
    "work_counts": say("that meeting at work counts"),
    "judges_staff": say("that households with staff are judged"),
    "one_household_excepted": say("that one household is excepted"),
    "with_risk_group": say("that it is only for visits with somebody in a risk group"),
    "health_service_excepted": say("that a centre that gives health care is excepted"),
}

#: What to write so that a change is noticed, by key; for all others, ``_ANY``.
_HINTS: Mapping[str, Message] = {
    "force": say("what the rule is: a case whose key force says so"),
    "settings": say("where and of what: a case with a visit of each sort, judged or not"),
    "decided": say(
        "days of decisions: a case with known_at on that day, and one on the day before"
    ),
    "in_force": say("times: a case with a visit that starts a minute before, and one right then"),
}
_SAME_HINT = {"visit_kinds": "settings", "until": "in_force", "ends": "in_force"}
_ANY = say(
    "limits and the like: a case with a visit just within the limit, and one just beyond it;"
    " for an exception, one that is fine only because of it"
)


class CoverageReport:
    """Writes which changes of a rule set no case notices, rule by rule."""

    def __init__(self, text: ReportLines) -> None:
        self.text = text
        self.texts = text.texts

    def render(self, found: Coverage) -> str:
        """How many changes were noticed, then those that were not."""
        told = count(
            "{noticed} of {n} change noticed by the cases",
            "{noticed} of {n} changes noticed by the cases",
            found.tried,
            noticed=found.noticed,
        )
        lines = [self.text.indented(self.texts.sentence(told), 4)]
        if found.missed:
            lines.append(self.text.indented(self.texts.sentence(say("no case notices:")), 4))
        for rule, missed in groupby(found.missed, key=lambda mutation: mutation.rule):
            if rule is None:
                head = self.texts(say("the rule set itself"))
            else:
                head = f"{self.text.paint(rule.name, BOLD)}  {self.texts.pick(rule.title)}"
            lines.append(" " * 6 + head)
            lines += [self._line(message) for message in _changes(missed)]
        return "\n".join(lines) + "\n"

    def _line(self, message: Message) -> str:
        return self.text.indented(f"· {self.texts(message)}", 8, hang=2)

    def summary(self, found: Iterable[Coverage]) -> str:
        """All rule sets together, and what to write where something is missed."""
        found = list(found)
        missed = [mutation for each in found for mutation in each.missed]
        told = count(
            "in all, {noticed} of {n} change noticed by the cases",
            "in all, {noticed} of {n} changes noticed by the cases",
            sum(each.tried for each in found),
            noticed=sum(each.noticed for each in found),
        )
        lines = [self.text.indented(self.texts.sentence(told), 0)]
        if missed:
            lines.append(self.texts.sentence(say("what would notice them:")))
        hints = dict.fromkeys(self.texts(_hint(mutation)) for mutation in missed)
        lines += [self.text.indented(f"· {hint}", 2, hang=2, faint=True) for hint in hints]
        return "\n".join(lines) + "\n"


def unnoticed(rule_set: RuleSet, base: RuleSet) -> list[Problem]:
    """What to note of the changed limits of a rule set that no case of its own notices."""
    missed = unnoticed_changes(rule_set, base)
    return [
        Problem(
            message=say(
                "no case notices a slip of the pen here – {change}; a case with a visit just within"
                " it, and one just beyond it, would",
                change=change,
            ),
            where=f"rules.{rule.name}",
            file=rule_set.file,
        )
        for rule, found in groupby(missed, key=lambda mutation: mutation.rule)
        if rule is not None
        for change in _changes(found)
    ]


def _hint(mutation: Mutation) -> Message:
    key = "decided" if mutation.key.endswith("decided") else _root(mutation.key)
    return _HINTS.get(_SAME_HINT.get(key, key), _ANY)


def _changes(missed: Iterable[Mutation]) -> Iterator[Message]:
    """The changes of one rule; all that is otherwise in the same way stands together."""
    for (key, how), group in groupby(missed, key=lambda mutation: (mutation.key, mutation.how)):
        mutations = list(group)
        name, before = _name(key), mutations[0].before
        if how == "dropped":
            values = tuple(_value(key, mutation.before) for mutation in mutations)
            yield say("{key}: without {values}", key=name, values=values)
            continue
        values = tuple(_value(key, mutation.after) for mutation in mutations)
        if how == "added":
            yield say("{key}: {values} as well", key=name, values=values)
        elif isinstance(before, date):
            moves = tuple(_move(before, mutation.after) for mutation in mutations)
            yield say(
                "{key}: {moves} than {before}", key=name, moves=moves, before=_value(key, before)
            )
        else:
            yield say(
                "{key}: {values} instead of {before}",
                key=name,
                values=values,
                before=_value(key, before),
            )


def _move(before: date, after: object) -> Message:
    """By how much a day or a time is moved."""
    assert isinstance(after, date)
    step = after - before
    if abs(step) >= timedelta(days=1):
        return say("a day earlier") if step < timedelta() else say("a day later")
    return say("a minute earlier") if step < timedelta() else say("a minute later")


def _root(key: str) -> str:
    """The key in the file's table: ``ends`` of ``ends[1].until``."""
    return key.partition(".")[0].partition("[")[0]


def _name(key: str) -> Message:
    """What a key is called, with which of several it is."""
    root = _root(key)
    name = _KEYS.get(root) or _quoted(root)
    if root == "ends":
        number = int(key[len("ends[") : key.index("]")]) + 1
        if key.endswith("decided"):
            return say("when end number {n} was decided", n=number)
        return say("end number {n}", n=number)
    within = key.partition(".")[2]
    return Message("{key}, {within}", {"key": name, "within": within}) if within else name


def _value(key: str, value: object) -> object:
    """A value as it stands in a sentence."""
    root = _root(key)
    terms = {"force": FORCES, "settings": SETTINGS, "visit_kinds": VISIT_KINDS}.get(root, {})
    if isinstance(value, str):
        return terms.get(value) or _quoted(value)
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, datetime) and value.time() == value.min.time():
        return value.date()
    return value


def _quoted(code: str) -> Message:
    """A word of the file, as it stands there."""
    return Message("«{code}»", {"code": code})
