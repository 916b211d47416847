"""How the page of today is drawn: one column of times, one of signs, and the rest in between."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, count, say
from glimt_rules.moments import Moment
from glimt_rules.plan.model import NOT_LIVE, Visit
from glimt_tui.desk.day import Aside, Day, Waiting, by_room, should_have_gone
from glimt_tui.desk.reception import guests
from glimt_tui.desk.view import View
from glimt_tui.screen.fit import fit, short_names, title_and_people
from glimt_tui.screen.form.wrapping import wrapped
from glimt_tui.screen.rows import Row
from glimt_tui.screen.words import NOTE, Words
from glimt_tui.store.records import Arrival

FAINT, BOLD, PLAIN = Style(dim=True), Style(bold=True), Style()
#: From this width on, a row has room for the end of a visit and for its place.
WIDE = 60
_PLACE = 13
#: How many lines a finding may take.
_MOST_LINES = 3
STATUS: dict[str, Message] = {
    "planned": say("planned"),
    "arrived": say("going on"),
    "done": say("ended"),
    "cancelled": say("cancelled"),
    "no_show": say("nobody came"),
}


class TodayRows:
    """The rows of the page, made for a width.

    The id of a row is its section, a bar, and what it stands for: ``late band|person:ane``, so
    that the same person may stand on the page twice and the cursor keeps to its row.
    """

    def __init__(self, view: View, words: Words, width: int, keys: dict[str, str]) -> None:
        """``keys`` are what the keys of the page's actions are called."""
        self._view = view
        self._words = words
        self._width = width
        self._keys = keys
        self._is_wide = width >= WIDE
        self._gutter = 12 if self._is_wide else 6
        self._short = short_names(view)

    def rows(self, day: Day, *, rooms: bool) -> Iterable[Row]:
        """Every section that has something in it, the most urgent first."""
        if day.is_empty:
            yield from self._nothing(day)
        yield from self._section(
            say("Ended by the clock"), () if rooms else map(self._visit, day.unclosed)
        )
        yield from self._section(say("Now"), () if rooms else map(self._visit, day.now))
        yield from self._section(say("Have not come"), self._late(day), counted=True)
        clean = say("To clean ({key} when it is done)", key=self._keys["open"])
        yield from self._section(clean, map(self._clean, day.to_clean))
        if rooms:
            for room, visits in by_room(self._view, day):
                yield Row(self._room(room, visits[0]))
                yield from (self._visit(visit, in_room=True) for visit in visits)
        yield from self._section(say("Next"), () if rooms else map(self._visit, day.next))
        yield from self._to_decide(day)
        yield from self._section(say("Set aside until"), map(self._aside, day.set_aside))
        here = [self._person(arrival, visit) for arrival, visit in day.here]
        yield from self._section(say("Here"), here)
        over = [self._visit(visit, section="over") for visit in day.over]
        yield from self._section(say("Ended"), over)

    # Above the rows ------------------------------------------------------------------------

    def top(self, day: Day, *, rooms: bool) -> Text:
        """How many are here and how many may be, and how the day is laid out."""
        words, here, allowed = self._words, len(day.here), day.allowed
        text = Text()
        if allowed is None:
            text.append(words(count("{n} person is here", "{n} people are here", here)))
        else:
            told = count(
                "{n} person here of {allowed} allowed",
                "{n} people here of {allowed} allowed",
                here,
                allowed=allowed,
            )
            sign = "✗ " if here > allowed else "! " if here == allowed else ""
            text.append(sign + words(told))
            if here < allowed and self._is_wide:
                left = count("room for {n} more", "room for {n} more", allowed - here)
                text.append(f", {words(left)}", PLAIN)
        other = say("by time") if rooms else say("by room")
        right = f"{self._keys['by_room']} {words(other)}"
        return self._joined(text, right if self._is_wide else "")

    def _nothing(self, day: Day) -> Iterable[Row]:
        words, view, keys = self._words, self._view, self._keys
        told = say(
            "Nothing is booked today. {book} books, {week} shows the week.",
            book=keys["book"],
            week=keys["page_week"],
        )
        yield Row(Text())
        yield Row(Text(words(told)))
        if day.later is not None:
            later = say(
                "Next comes {visit}, {day} at {time}.",
                visit=words.title(view, day.later),
                day=words.day(view.day_of(day.later)),
                time=words.clock(view, day.later.start),
            )
            yield Row(Text(words(later)))

    def _section(
        self, title: Message, rows: Iterable[Row], *, counted: bool = False
    ) -> Iterable[Row]:
        there = list(rows)
        if there:
            heading = Text(self._words(title))
            if counted:
                heading.append(f" · {len(there)}")
            yield Row(heading)
            yield from there

    def _room(self, id_: str | None, first: Visit) -> Text:
        if id_ is None:
            return Text(self._words(say("Elsewhere")))
        text = Text(self._words.place(self._view, first))
        room = next(room for room in self._view.plan.rooms if room.id == id_)
        if room.capacity_1m is not None and self._is_wide:
            fits = say("room for {n} people with 1 m", n=room.capacity_1m)
            text.append(f" · {self._words(fits)}")
        return text

    # Rows ----------------------------------------------------------------------------------

    def _visit(self, visit: Visit, *, in_room: bool = False, section: str = "visit") -> Row:
        """A visit; one that is over is another row, so the cursor does not follow it there."""
        view, words = self._view, self._words
        is_live = visit.status not in NOT_LIVE
        sign = self._sign(visit) if is_live else Text("–", FAINT)
        begun = view.has_begun(visit) and visit.status != "done"
        body, title = Text(), words.title(view, visit)
        if in_room and begun:
            body.append("▸ ", BOLD)
        elif not in_room and self._is_wide:
            body.append_text(fit(Text(words.place(view, visit)), _PLACE))
            body.append(" ")
        if not is_live:
            title = f"{words(STATUS[visit.status])}: {title}"
        came = self._came(visit) if begun and is_live else ""
        left = self._room_for_body(came) - body.cell_len
        people = [id_ for id_ in visit.people if id_ not in visit.absent]
        body.append_text(self._title_and_people(title, people, left))
        when = words.span(view, visit) if self._is_wide else words.clock(view, visit.start)
        if view.day_of(visit) != view.today:
            when = self._when(visit.start)
        return Row(self._line(when, sign, body, came), f"{section}|visit:{visit.id}")

    def _sign(self, visit: Visit) -> Text:
        """The sign of a verdict; a dot until the rules have been asked."""
        view = self._view
        if not view.is_judged:
            return Text("·", FAINT)
        return self._words.sign(view.findings.get(visit.id, []))

    def _came(self, visit: Visit) -> str:
        """How many of a visit have come, and how many of them have left: ``2/4, 1 gone``."""
        there = [guest for guest in guests(self._view, visit) if guest.state != "absent"]
        left = sum(guest.state == "left" for guest in there)
        came = sum(guest.state == "came" for guest in there) + left
        told = f"{came}/{len(there)}"
        if not left:
            return told
        gone = say("gone") if left == came else count("{n} gone", "{n} gone", left)
        return f"{told}{' ' if left == came else ', '}{self._words(gone)}"

    def _late(self, day: Day) -> Iterable[Row]:
        view, words = self._view, self._words
        for visit, people in day.late:
            for id_ in people:
                body = self._with_phone(id_)
                if self._is_wide:
                    body.append(f" {words.title(view, visit)}", FAINT)
                when = words.clock(view, visit.start)
                yield Row(self._line(when, None, body), f"late {visit.id}|person:{id_}")

    def _with_phone(self, id_: str) -> Text:
        """A name, which may be cut, and a number, which never is."""
        phone = self._words.phone(self._view, id_) or self._words(say("no number"))
        wide = 25 if self._is_wide else self._room_for_body("") - cell_len(phone) - 1
        body = fit(Text(self._words.person(self._view, id_)), max(wide, 4))
        return body.append(f" {phone:<13}" if self._is_wide else f" {phone}")

    def _to_decide(self, day: Day) -> Iterable[Row]:
        """Each visit with what is to be decided about it, which is read in whole."""
        title = self._words(say("To decide"))
        if wanted := len(day.to_decide) + len(day.to_note):
            yield Row(Text(f"{title} · {wanted}"))
        for visit, finding in day.to_decide:
            sign = self._words.verdict(finding.level)[:1]
            yield from self._decide("decide", visit, sign, finding.message)
        for noted in day.to_note:
            section = f"note {noted.clash.what} {noted.clash.other}"
            yield from self._decide(section, noted.visit, Text(NOTE, BOLD), noted.message)

    def _decide(self, section: str, visit: Visit, sign: Text, told: Message) -> Iterable[Row]:
        title, message = self._words.title(self._view, visit), self._words(told)
        when, id_ = self._when(visit.start), f"{section}|visit:{visit.id}"
        room = self._room_for_body("")
        if not self._is_wide or cell_len(title) + 2 + cell_len(message) <= room:
            body = Text(title)
            body.truncate(room if self._is_wide else 12, overflow="ellipsis")
            yield Row(self._line(when, sign, body.append(": ").append(message, FAINT)), id_)
            return
        yield Row(self._line(when, sign, Text(title)), id_)
        for line in wrapped(self._words.sentence(told), room, _MOST_LINES):
            yield Row(self._line("", None, Text(line, FAINT)), goes_on=True)

    def _clean(self, waiting: Waiting) -> Row:
        view, words = self._view, self._words
        body = fit(Text(words.room(view, waiting.id)), _PLACE)
        told = say("after {visit}", visit=words.title(view, waiting.after))
        if waiting.before is not None:
            told = say(
                "before {time} ({visit})",
                time=words.clock(view, waiting.before.start),
                visit=words.title(view, waiting.before),
            )
        body.append(f" {words(told)}", FAINT)
        when = words(say("now"))
        if waiting.after.end <= view.now:
            when = self._when(waiting.after.end)
        row = self._line(when, None, body)
        return Row(row, f"clean|visit:{waiting.after.id}")

    def _aside(self, aside: Aside) -> Row:
        view, words = self._view, self._words
        body, visit = Text(words.thing(view, aside.id)), aside.after
        after = say("after a loan")
        if visit is not None:
            after = say("after {visit}", visit=words.title(view, visit))
        body.append(f"  {words(after)}", FAINT)
        row = self._line(self._when(aside.until), None, body)
        return Row(row, f"aside {aside.id}|" + (f"visit:{visit.id}" if visit else ""))

    def _person(self, arrival: Arrival, visit: Visit | None) -> Row:
        view, words = self._view, self._words
        body = fit(Text(words.person(view, arrival.person)), 25 if self._is_wide else 20)
        sign = None
        if should_have_gone(view, arrival, visit):
            sign = Text("!", Style(color="cyan", bold=True))
            late = say("is still here")
            if visit is not None:
                late = say("should have gone at {time}", time=words.clock(view, visit.end))
            body.append(f" {words(late)}")
        elif visit is not None:
            until = say("to {time}", time=words.clock(view, visit.end))
            body.append(f" {words(until)}  {words.title(view, visit)}", FAINT)
        row = self._line(self._when(arrival.arrived), sign, body)
        return Row(row, f"here|person:{arrival.person}")

    # Parts of a row ------------------------------------------------------------------------

    def _line(self, when: str, sign: Text | None, body: Text, right: str = "") -> Text:
        text = fit(Text(when), self._gutter).append(" ")
        text.append_text(sign or Text(" ")).append(" ").append_text(body)
        return self._joined(text, right)

    def _joined(self, text: Text, right: str) -> Text:
        """A text with something at the far end of its line."""
        if right:
            text = fit(text, max(self._width - cell_len(right) - 1, 1))
            text.append(f" {right}", PLAIN)
        return text

    def _room_for_body(self, right: str) -> int:
        return self._width - self._gutter - 3 - (cell_len(right) + 1 if right else 0)

    def _when(self, moment: Moment) -> str:
        """A time of today, or of another day with that day's name: ``to 14. 12:00``."""
        view, words = self._view, self._words
        day = moment.astimezone(view.zone).date()
        if day == view.today:
            return words.clock(view, moment)
        named = f"{words.day(day).split()[0]} {day.day}."
        return f"{named} {words.clock(view, moment)}" if self._is_wide else named

    def _title_and_people(self, title: str, people: list[str], width: int) -> Text:
        full = [self._words.person(self._view, id_) for id_ in people]
        short = full
        if not self._words.masked:
            names = zip(people, full, strict=True)
            short = [harmless(self._short.get(id_, name)) for id_, name in names]
        return title_and_people(title, full, short, width)
