"""One visit beside the page: who, when, where, what the rules say of it, and whose rules."""

from __future__ import annotations

from collections.abc import Iterator

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from glimt_rules.documents.faults import harmless
from glimt_rules.explain import Line, Status
from glimt_rules.finding import Finding
from glimt_rules.judgement import Judgement
from glimt_rules.message import Message, say
from glimt_rules.plan.model import NOT_LIVE, Visit
from glimt_rules.rulesets.model import Rule
from glimt_rules.terms import FORCES, VISIT_KINDS
from glimt_tui.desk.desk import Explained
from glimt_tui.desk.reception import Guest, guests
from glimt_tui.desk.view import View
from glimt_tui.reports.lines import period
from glimt_tui.screen.arrival_text import STATES
from glimt_tui.screen.pages.today_rows import STATUS
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.words import LOOKS, NOTE, Words

BOLD, FAINT = Style(bold=True), Style(dim=True)
_SAID: dict[Status, tuple[str, Message, str]] = {
    Status.KEPT: ("✓", say("kept"), "green"),
    Status.UNDECIDED: ("?", say("undecided"), "cyan"),
    Status.NOT_APPLICABLE: ("·", say("does not apply"), "default"),
}


class VisitPanel(Panel):
    """One visit; ``e`` changes it, ``r`` repeats it, ``p`` shows what every rule in force says."""

    DEFAULT_CSS = """
    VisitPanel > VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    VisitPanel > VerticalScroll > Static { width: 1fr; height: auto; }
    VisitPanel > .visit--keys { height: 1; }
    VisitPanel > .panel--title { height: auto; max-height: 3; }
    """

    def __init__(self, visit_id: str) -> None:
        super().__init__("")
        self.visit_id = visit_id
        self._all = False
        self._told = Static("", markup=False)
        self._keys = Static("", markup=False, classes="visit--keys")

    def compose(self) -> ComposeResult:
        """A text that scrolls, and the keys below it."""
        yield self.heading
        with VerticalScroll():
            yield self._told
        yield self._keys

    def on_mount(self) -> None:
        """The text takes the keys."""
        self.query_one(VerticalScroll).focus()

    def refresh_view(self, view: View) -> None:
        """Tell the visit as it is now."""
        visit = view.visits.get(self.visit_id)
        words = self.glimt.words
        if visit is None:
            self.heading.update(words(say("This visit is not there any more")))
            self._told.update("")
            return
        self.heading.update(Text(words.title(view, visit)))
        keys = Text(no_wrap=True)
        rules = say("findings") if self._all else say("every rule")
        series = say("repeat")
        for key, label in (
            ("e", say("change")),
            ("r", series),
            ("p", rules),
            ("esc", say("close")),
        ):
            keys.append(f"{key} ", BOLD).append(f"{words(label)} ")
        self._keys.update(keys)
        self.run_worker(self._tell(view, visit), exclusive=True, group="tell")

    async def _tell(self, view: View, visit: Visit) -> None:
        said = None
        if visit.status not in NOT_LIVE:
            said = await self.glimt.desk.explained(view, visit.id)
        telling = _Telling(view, self.glimt.words, visit, said)
        text = Text("\n").join([*telling.facts(), *telling.rules(every=self._all)])
        self._told.update(text)

    async def on_key(self, event: events.Key) -> None:
        """Change the visit, or show what every rule says."""
        if event.key == "e":
            event.stop()
            await self.glimt.edit_visit(self.visit_id)
        elif event.key == "r":
            event.stop()
            await self.glimt.open_series(self.visit_id)
        elif event.key == "p":
            event.stop()
            self._all = not self._all
            if self.glimt.view is not None:
                self.refresh_view(self.glimt.view)
            self.query_one(VerticalScroll).scroll_home(animate=False)


class _Telling:
    """What is told of a visit, paragraph by paragraph."""

    def __init__(self, view: View, words: Words, visit: Visit, said: Explained | None) -> None:
        self._view = view
        self._words = words
        self._visit = visit
        self._said = said

    def facts(self) -> Iterator[Text]:
        """When, where, who, and what has become of it."""
        view, words, visit = self._view, self._words, self._visit
        day = words.day(view.day_of(visit))
        yield Text(f"{day} {words.span(view, visit)}  {words.place(view, visit)}")
        kind = words(VISIT_KINDS[visit.kind])
        yield Text(f"{kind}, {words(STATUS[visit.status])}")
        yield from (self._person(guest) for guest in guests(view, visit))
        if visit.equipment:
            things = ", ".join(words.thing(view, id_) for id_ in visit.equipment)
            yield self._pair(say("equipment"), things)
        yield from self._notes()
        yield from self._ticked()
        if visit.booked_at is not None:
            booked = visit.booked_at.astimezone(view.zone)
            at = f"{words.day(booked.date())} {words.clock(view, visit.booked_at)}"
            yield self._pair(say("booked"), at)
        if visit.link:
            yield self._pair(say("link"), harmless(visit.link))

    def _person(self, guest: Guest) -> Text:
        view, words = self._view, self._words
        text = Text(" ")
        text.append(words.person(view, guest.person))
        text.append(f" {words.phone(view, guest.person)}")
        state = words(STATES[guest.state])
        moment = guest.left or guest.arrived
        if moment is not None:
            state = f"{state} {words.clock(view, moment)}"
        if self._visit.status not in NOT_LIVE:
            text.append(f" {state}", FAINT)
        return text

    def _notes(self) -> Iterator[Text]:
        """What is worth a word besides the rules: double bookings, closed hours, no duty."""
        for _, message in self._view.clashes.told(self._visit):
            yield Text(f"{NOTE} {self._words.sentence(message)}", BOLD)

    def _ticked(self) -> Iterator[Text]:
        """What is ticked off, or known, of the visit."""
        visit = self._visit
        ticks = (
            (say("masks"), visit.masks),
            (say("hands washed"), visit.handwashed),
            (say("surfaces cleaned"), visit.surfaces_cleaned),
        )
        known = [(what, value) for what, value in ticks if value is not None]
        for what, value in known:
            yield self._pair(what, self._words(say("yes") if value else say("no")))
        if visit.distance_m is not None:
            yield self._pair(say("distance"), f"{self._words.texts.number(visit.distance_m)} m")

    def _pair(self, what: Message, value: str) -> Text:
        return Text(f"{self._words(what)}: ", FAINT).append(value, Style(dim=False))

    def rules(self, *, every: bool) -> Iterator[Text]:
        """What the rules found; or, of every rule in force, what it says."""
        words, said = self._words, self._said
        yield Text()
        if said is None:
            yield Text(words.sentence(say("it does not take place, so no rule judges it")))
            return
        lines = [line for line in said.lines if every or line.finding is not None]
        lines.sort(key=_urgency)
        if not lines:
            is_noted = bool(self._view.clashes.told(self._visit))
            yield words.verdict("ok", is_noted=is_noted)
        for line in lines:
            yield from self._line(said.judgement, line)

    def _line(self, judgement: Judgement, line: Line) -> Iterator[Text]:
        words, finding, rule = self._words, line.finding, line.rule
        if finding is not None:
            yield self._level(finding)
        else:
            sign, name, colour = _SAID.get(line.status, LOOKS["unknown"])
            yield Text(f"{sign} {words(name)}: ", colour).append(words.texts.pick(rule.title), BOLD)
        yield Text(words.sentence(line.message))
        if finding is None:
            return
        yield from self._whose(judgement, rule)
        if finding.waived:
            yield self._waiver(judgement, finding)
        yield Text()

    def _level(self, finding: Finding) -> Text:
        words = self._words
        text = words.verdict("waived" if finding.waived else finding.level)
        return text.append(f"  {words.texts.pick(finding.rule.title)}", BOLD)

    def _whose(self, judgement: Judgement, rule: Rule) -> Iterator[Text]:
        """Whose rule it is, how strong, since when, and where it stands."""
        words, texts = self._words, self._words.texts
        authority = texts.pick(judgement.rule_set_of(rule).authority)
        force = words(FORCES[rule.force])
        since = words(period(*judgement.in_force_at(rule, self._visit.id)))
        yield Text(f"{harmless(authority)}, {force}, {since}", FAINT)
        source = texts.pick(rule.source.title)
        if rule.source.url:
            source = f"{source}, {rule.source.url}"
        yield self._pair(say("source"), harmless(source))

    def _waiver(self, judgement: Judgement, finding: Finding) -> Text:
        waiver = judgement.waivers.covering(finding.rule, finding.visit)
        by = say("by {by}, to {until} inclusive", by=waiver.by, until=waiver.until)
        reason = f"{harmless(waiver.reason)} ({self._words(by)})"
        return self._pair(say("exception"), reason)


def _urgency(line: Line) -> tuple[int, str]:
    """The worst first; what does not apply last."""
    order = [Status.VIOLATION, Status.UNKNOWN, Status.ADVICE, Status.UNDECIDED, Status.KEPT]
    waived = line.finding is not None and line.finding.waived
    place = order.index(line.status) if line.status in order else len(order)
    return (2 if waived else place, line.rule.id)
