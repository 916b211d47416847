"""What differs between two rule sets: for people, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from glimt_rules.message import Bilingual, Message, count, say
from glimt_rules.rulesets.diff import Change, Difference, RuleDifference
from glimt_rules.rulesets.model import End, SourceDocument
from glimt_rules.terms import FORCES
from glimt_tui.reports.lines import ReportLines, last_moment, with_weekday
from glimt_tui.terminal import BOLD, CYAN, GREEN, RED

#: How what became of a rule looks: sign, word, colour.
WHAT_LOOKS: dict[str, tuple[str, Message, str]] = {
    "new": ("+", say("NEW"), GREEN),
    "gone": ("−", say("GONE"), RED),
    "changed": ("~", say("CHANGED"), CYAN),
}

#: What keys are called; a kind's own parameters are called what they are called in the file.
_KEYS: Mapping[str, Message] = {
    "decided": say("decided"),
    "in_force": say("in force from"),
    "until": say("end"),
    "ends": say("ends"),
    "authority": say("authority"),
    "jurisdiction": say("applies to"),
    "source": say("source"),
    "note": say("reading"),
    "kind": say("kind"),
    "force": say("force"),
    "title": say("title"),
    "demand": say("demand"),
}
#: Texts in both languages that are so short that they are shown side by side.
_SHORT = frozenset({"authority", "jurisdiction"})


class DifferenceReport:
    """Writes what differs between two rule sets for people."""

    def __init__(self, text: ReportLines) -> None:
        self.text = text
        self.texts = text.texts

    def render(self, told: Difference) -> str:
        """The rule sets themselves, then rule by rule, then how many."""
        head = f"{told.before.id} → {told.after.id}"
        blocks = [self.text.paint(head, BOLD)]
        if told.changes:
            heading = self.texts(say("the rule set itself"))
            blocks.append(f"{heading}\n{self._rows(told.changes)}")
        blocks += [self._rule(each) for each in told.rules]
        if told.same:
            same = say("unchanged: {rules}", rules=", ".join(told.same))
            blocks.append(self.text.indented(self.texts.sentence(same), 0))
        blocks.append(self._summary(told))
        return "\n\n".join(blocks) + "\n"

    def _rule(self, each: RuleDifference) -> str:
        """One rule: what became of it, and in what it differs; of a new one, what it demands."""
        sign, word, colour = WHAT_LOOKS[each.what]
        texts, rule = self.texts, each.rule
        label = self.text.paint(f"{sign} {texts(word)}", colour, BOLD)
        head = f"{label} {self.text.paint(rule.name, BOLD)}  {texts.pick(rule.title)}"
        if each.what == "changed":
            return f"{head}\n{self._rows(each.changes)}"
        if each.what == "gone":
            return head
        rows = [
            (self._name(key), self._value(key, value))
            for change in each.changes
            if (key := change.key) not in ("title", "kind", "note")
            and (value := change.after) is not None
        ]
        return f"{head}\n{self.text.rows(rows, 4)}"

    def _rows(self, changes: tuple[Change, ...]) -> str:
        rows = [(self._name(change.key), self._change(change)) for change in changes]
        return self.text.rows(rows, 4)

    def _name(self, key: str) -> Message:
        return _KEYS.get(key) or Message("{key}", {"key": key})

    def _change(self, change: Change) -> str:
        before, after = change.before, change.after
        if isinstance(before or after, Bilingual) and change.key not in _SHORT:
            if before is None:
                return self.texts(say("text added"))
            return self.texts(say("text taken away") if after is None else say("text changed"))
        return f"{self._value(change.key, before)} → {self._value(change.key, after)}"

    def _value(self, key: str, value: object) -> str:
        """A value as people write it."""
        texts = self.texts
        if key == "force" and isinstance(value, str):
            return texts(FORCES[value])
        if key == "ends" and isinstance(value, tuple):
            return "; ".join(texts(_end(end)) for end in value) or texts(say("no end"))
        if value is None:
            return texts(_NOTHING.get(key, say("not given")))
        if isinstance(value, bool):
            return texts(say("yes") if value else say("no"))
        if isinstance(value, SourceDocument):
            return self._source(value)
        if key == "in_force" and isinstance(value, datetime):
            return texts.value(with_weekday(value))
        if isinstance(value, datetime):
            return texts(last_moment(value)) if key == "until" else texts.value(_day_or_time(value))
        if isinstance(value, Mapping):
            return ", ".join(f"{name} {texts.value(each)}" for name, each in value.items())
        if isinstance(value, tuple):
            return ", ".join(map(texts.value, value)) or texts(say("nothing at all"))
        return texts.value(value)

    def _source(self, source: SourceDocument) -> str:
        parts = [self.texts.pick(source.title)]
        parts += [source.url] if source.url else []
        told = ", ".join(parts)
        return f"{told} ({self.texts.date(source.published)})" if source.published else told

    def _summary(self, told: Difference) -> str:
        if not told.differs:
            return self.texts.sentence(say("nothing differs"))
        found = Counter(each.what for each in told.rules)
        parts = (
            count("{n} rule changed", "{n} rules changed", found["changed"]),
            count("{n} new", "{n} new", found["new"]),
            count("{n} gone", "{n} gone", found["gone"]),
            count("{n} unchanged", "{n} unchanged", len(told.same)),
        )
        return ", ".join(map(self.texts, parts))


#: What it means that a key is not there, where that is more than just not being given.
_NOTHING: Mapping[str, Message] = {
    "in_force": say("with the rule set"),
    "until": say("with the rule set"),
    "source": say("the rule set's"),
    "settings": say("wherever people meet in person"),
    "visit_kinds": say("all but shifts"),
}


def _end(end: End) -> Message:
    return say("{end}, made known {day}", end=last_moment(end.until), day=end.decided)


def _day_or_time(moment: datetime) -> object:
    return moment.date() if moment.time() == moment.min.time() else moment


# As JSON -----------------------------------------------------------------------------------


def as_json(told: Difference) -> str:
    """What differs as one JSON object."""
    encoded = msgspec.json.encode(as_object(told))
    return msgspec.json.format(encoded, indent=2).decode()


def as_object(told: Difference) -> dict[str, Any]:
    """What differs as plain values, under the keys of the rule sets' files."""
    return {
        "format": 1,
        "before": told.before.id,
        "after": told.after.id,
        "differs": told.differs,
        "changes": [_change(change) for change in told.changes],
        "rules": [
            {
                "rule": each.rule.name,
                "what": each.what,
                "changes": [_change(change) for change in each.changes],
            }
            for each in told.rules
        ],
        "same": told.same,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "key": change.key,
        "before": _plain(change.before),
        "after": _plain(change.after),
    }


def _plain(value: object) -> object:
    """A value as JSON has it: times and days as texts, texts in both languages."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Bilingual | End | SourceDocument):
        return {key: _plain(getattr(value, key)) for key in value.__struct_fields__}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return value
