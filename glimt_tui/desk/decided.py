"""What was decided on a day and why, as the journal tells it: who did what, and when.

Exceptions from rules with their reasons, what was written of visits that had begun and shows a
breach, families of rules that were switched, rule sets that were put in or taken out, and what
was changed of the house. What was taken back on the same day was not decided; taking back what
another day decided is a decision of its own. An exception that only went along with its booking,
which is called otherwise now, was decided when it was made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from typing import Literal

from msgspec import Struct, structs

from glimt_rules.finding import Finding
from glimt_rules.message import Bilingual, Message, PersonName, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Centre, Visit, Waiver
from glimt_rules.terms import VISIT_KINDS
from glimt_tui.desk.carried import called_now, carried
from glimt_tui.desk.decision import HAPPENED
from glimt_tui.desk.view import View, by_visit
from glimt_tui.store.days import clock, midnight
from glimt_tui.store.journal import FORGETTING, Change, Entry
from glimt_tui.store.records import House, decode
from glimt_tui.store.repository import Reading
from glimt_tui.store.words import told_of

#: What brings records from elsewhere decides nothing, nor does what forgets them.
_NO_DECISION = FORGETTING | {"init", "import", "restore", "migrate"}
#: What somebody did to the folders of rule sets.
_RULES = frozenset({"rules_add", "rules_replace", "rules_remove", "rules_lock"})

#: What changes rooms, things, groups, hours and the centre, and what each is called.
_HOUSE = frozenset({"house", "house_remove"})
_PARTS: Mapping[str, Message] = {
    "room": say("rooms"),
    "equipment": say("things"),
    "cohort": say("cohorts"),
}

What = Literal["exception", "breach", "family", "rules", "house", "taken_back", "done_again"]


class Decision(Struct, frozen=True, kw_only=True):
    """Something that was decided: who did, when, what it was, and why."""

    at: Moment
    who: str
    what: What
    told: Message
    reason: str | None = None
    #: the visit that it is about, if it is about one
    visit: str | None = None
    rule: str | None = None


def decisions_on(reading: Reading, view: View, day: date) -> list[Decision]:
    """What was decided on a local day, in the order in which it was.

    What visits break is what they break now; ``view`` knows.
    """
    return _Decisions(reading, view, day).all()


class _Decisions:
    """What the journal of a day tells of decisions."""

    def __init__(self, reading: Reading, view: View, day: date) -> None:
        self._reading = reading
        self._view = view
        self._begins = midnight(day, view.zone)
        self._ends = midnight(day + timedelta(days=1), view.zone)
        self._findings: dict[date, dict[str, list[Finding]]] = {}
        #: what bookings were called, and what they were called next
        self._called_now: dict[str, str] = {}

    def all(self) -> list[Decision]:
        """The decisions, in order; of each visit, the newest word on what it breaks."""
        entries = [entry for entry in self._entries() if entry.action not in _NO_DECISION]
        found = list(chain.from_iterable(self._standing(entries)))
        newest = {each.visit: each for each in found if each.what == "breach"}
        return [each for each in found if each.what != "breach" or newest[each.visit] is each]

    def _standing(self, entries: list[Entry]) -> Iterator[Iterator[Decision]]:
        """What each entry decided, as it stood when the day was over."""
        turned: dict[int, list[Entry]] = {}
        origins = {entry.seq: self._origin(entry) for entry in entries}
        for entry in entries:
            origin = origins[entry.seq]
            if origin is not None and origin is not entry:
                turned.setdefault(origin.seq, []).append(entry)
        for entry in entries:
            origin = origins[entry.seq]
            if origin is None:
                continue
            turns = turned.get(origin.seq, [])
            is_turned = len(turns) % 2 == 1  # taking back and doing again take turns
            if origin is entry and not is_turned:
                yield self._decided(entry)
            elif origin.at < self._begins and is_turned and entry is turns[-1]:
                yield self._turned(entry, origin)

    def _origin(self, entry: Entry) -> Entry | None:
        """The entry that one takes back, or does again; itself where it does neither."""
        origin: Entry | None = entry
        while origin is not None and origin.undoes is not None:
            origin = self._reading.entry(origin.undoes)
        return origin

    def _turned(self, entry: Entry, origin: Entry) -> Iterator[Decision]:
        """That another day's decision was taken back, or done again."""
        undone = self._reading.entry(entry.undoes or 0)
        is_redone = undone is not None and undone.undoes is not None
        for each in self._decided(origin):
            if each.what == "breach":
                continue
            told = say("taken back: {decision}", decision=each.told)
            if is_redone:
                told = say("done again: {decision}", decision=each.told)
            what: What = "done_again" if is_redone else "taken_back"
            yield structs.replace(each, at=entry.at, who=entry.who, what=what, told=told)

    def _entries(self) -> list[Entry]:
        """The entries of the day, the oldest first."""
        found = []
        for entry in self._reading.entries_back():
            if entry.at < self._begins:
                break
            self._called_now = called_now(entry) | self._called_now
            if entry.at < self._ends:
                found.append(entry)
        return found[::-1]

    def _decided(self, entry: Entry) -> Iterator[Decision]:
        if entry.action in _RULES:
            named = entry.facts.get("rule_set") or entry.facts.get("file")
            told = told_of(entry)
            if named is not None:
                told = Message("{action}: {about}", {"action": told, "about": str(named)})
            yield Decision(at=entry.at, who=entry.who, what="rules", told=_as_message(told))
        gone_along = carried(entry)
        if entry.action in _HOUSE and entry.changes:
            once = {change.kind: change for change in entry.changes}
            about = tuple(chain.from_iterable(map(_parts_of, once.values())))
            told = Message("{action}: {about}", {"action": told_of(entry), "about": about})
            yield Decision(at=entry.at, who=entry.who, what="house", told=told)
        for change in entry.changes:
            if change.kind == "family":
                told = _as_message(told_of(entry))
                yield Decision(at=entry.at, who=entry.who, what="family", told=told)
            elif change.kind == "waiver":
                yield from self._exception(entry, change, gone_along)
            elif change.kind == "visit":
                yield from self._breach(entry, change)

    def _exception(
        self, entry: Entry, change: Change, gone_along: Collection[Waiver]
    ) -> Iterator[Decision]:
        if change.id is None:
            told = say("an exception, of which the details had to be forgotten")
            yield Decision(at=entry.at, who=entry.who, what="exception", told=told)
        waiver = None if change.after is None else decode("waiver", change.after)
        if isinstance(waiver, Waiver) and waiver not in gone_along:
            visit = self._id_now(waiver.visit)
            yield Decision(
                at=entry.at,
                who=entry.who,
                what="exception",
                told=say(
                    "exception from «{rule}»: {visit}",
                    rule=self._title_of(waiver.rule),
                    visit=self._visit_words(visit),
                ),
                reason=waiver.reason,
                visit=visit,
                rule=waiver.rule,
            )

    def _breach(self, entry: Entry, change: Change) -> Iterator[Decision]:
        """That a visit was written down otherwise after it had begun, and breaks a rule so."""
        after = None if change.after is None else decode("visit", change.after)
        before = None if change.before is None else decode("visit", change.before)
        if not isinstance(after, Visit) or after.status not in HAPPENED:
            return
        if isinstance(before, Visit) and _what_happened(before) == _what_happened(after):
            return
        titles = [
            finding.rule.title
            for finding in self._found(after.id)
            if finding.level == "violation" and not finding.waived
        ]
        # two authorities may well ask for the same
        broken = {title.en: say("«{rule}»", rule=title) for title in titles}
        if broken:
            yield Decision(
                at=entry.at,
                who=entry.who,
                what="breach",
                told=say(
                    "written down afterwards: {visit}; it breaks: {rules}",
                    visit=self._visit_words(after.id),
                    rules=tuple(broken.values()),
                ),
                visit=after.id,
            )

    # In words ----------------------------------------------------------------------------------

    def _found(self, id_: str) -> list[Finding]:
        """What the rules say of a visit, as it is now."""
        visit = self._view.visits.get(id_)
        if visit is None:
            return []
        day = self._view.day_of(visit)
        if day not in self._findings:
            self._findings[day] = by_visit(self._view.judged(day, day))
        return self._findings[day].get(id_, [])

    def _id_now(self, id_: str) -> str:
        """What a booking is called that may be called otherwise since."""
        called = [id_]
        while called[-1] not in self._view.visits:
            now = self._called_now.get(called[-1])
            if now is None or now in called:
                return id_
            called.append(now)
        return called[-1]

    def _title_of(self, rule: str) -> Bilingual | str:
        called = self._view.book.rules_called(rule)
        return called[-1][1].title if called else rule

    def _visit_words(self, id_: str) -> Message | str:
        """What a visit is called, and when it is; a title may hold a name."""
        visit = self._view.visits.get(id_)
        if visit is None:
            return id_
        title: object = VISIT_KINDS[visit.kind]
        if visit.title:
            title = visit.title if visit.public else PersonName(visit.title, visit.id)
        when = clock(visit.start, self._view.zone)
        return say("«{title}» on {when}", title=title, when=when)


def _parts_of(change: Change) -> Iterator[Message]:
    """What of the house was changed, in a word or two."""
    if change.kind in _PARTS:
        yield _PARTS[change.kind]
    elif change.kind == "house":
        before, after = _centre_in(change.before), _centre_in(change.after)
        is_hours = before.opening_hours != after.opening_hours
        if is_hours:
            yield say("opening hours")
        if not is_hours or structs.replace(before, opening_hours=after.opening_hours) != after:
            yield say("the centre")


def _centre_in(told: str | None) -> Centre:
    """The centre in a record of the house, as the journal tells it."""
    house = None if told is None else decode("house", told)
    return (house.centre if isinstance(house, House) else None) or Centre()


def _as_message(told: Message | str) -> Message:
    return told if isinstance(told, Message) else Message("{action}", {"action": told})


def _what_happened(visit: Visit) -> Visit:
    """A visit without what is only ticked off at it."""
    return structs.replace(visit, status="done", absent=(), handwashed=None, surfaces_cleaned=None)
