"""The lines under the picture of the week: what is under the cursor, and what of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.finding import LEVELS, Finding
from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import Visit
from glimt_tui.desk.carry import Carried
from glimt_tui.desk.desk import Preview
from glimt_tui.desk.holidays import known_holiday
from glimt_tui.desk.week import WHOLE_DAY, Slot, Week
from glimt_tui.screen.week.look import first_names, lane_name, sign_of
from glimt_tui.screen.week.state import Place, Rows, Scale, block_at, slot_at
from glimt_tui.screen.words import NOTE, Words

FAINT = Style(dim=True)
BOLD = Style(bold=True)

#: What is said of a slot in which nothing stands, and nothing can.
_UNFREE: dict[str, Message] = {
    "closed": say("the centre is closed"),
    "over": say("it is past"),
    "cleaning": say("kept free to clean the room"),
}

_FREE = say("free")
_NOT_MEASURED = say("the room has not been measured")

Foot = tuple[Text, Text]


def foot_of(week: Week, words: Words, place: Place, rows: Rows, scale: Scale) -> Foot:
    """What is under the cursor."""
    if scale == "week":
        return _of_cell(week, words, place, rows)
    block = block_at(week, place, rows.step)
    if block is not None:
        return _of_visit(week, words, block.visit)
    return _of_slot(week, words, place, rows)


def carried_foot(week: Week, words: Words, carried: Carried, preview: Preview | None) -> Foot:
    """Where a booking is being carried, and what the rules say of it there."""
    view, visit = week.view, carried.visit
    told = say("Moving") if carried.name == "move" else say("Copying")
    what = Text(f"{words(told)}: ", BOLD, no_wrap=True, overflow="ellipsis")
    what.append(f"{words.day(carried.day)} {words.span(view, visit)} {words.place(view, visit)}")
    notes = [f" {NOTE} {words(note)}" for _, note in view.clashes.told(visit)]
    what.append("".join(notes))
    hint = words(say("PgUp PgDn or ⇧← ⇧→: the day"))
    what.append(f"  {hint}", FAINT)
    what.append(f"  {words.title(view, visit)}")
    return what, _verdict(week, words, carried, preview)


def question(words: Words, findings: Iterable[Finding]) -> Text:
    """Which house rules want a reason."""
    rules = tuple(dict.fromkeys(words.texts.pick(finding.rule.title) for finding in findings))
    told = say(
        "An exception from «{rules}» takes a reason (⏎ saves, esc goes back):",
        rules=tuple(harmless(rule) for rule in rules),
    )
    return Text(words(told), BOLD, no_wrap=True, overflow="ellipsis")


def worst(findings: Iterable[Finding]) -> Finding | None:
    """The finding that weighs most; what is waived weighs nothing."""
    open_ = [finding for finding in findings if not finding.waived]
    return min(open_, key=lambda f: (LEVELS.index(f.level), f.force != "binding"), default=None)


def _verdict(week: Week, words: Words, carried: Carried, preview: Preview | None) -> Text:
    if preview is None:
        return Text("…", FAINT, no_wrap=True)
    decision, id_ = preview.decision, carried.visit.id
    outcomes: tuple[tuple[Message | None, Iterable[Finding]], ...] = (
        (say("cannot be saved"), decision.forbidding),
        (say("takes a reason"), decision.to_waive),
        (None, preview.findings(id_)),
    )
    for outcome, findings in outcomes:
        finding = worst(findings)
        if finding is None:
            continue
        text = words.verdict(finding.level)
        text.no_wrap, text.overflow = True, "ellipsis"
        if outcome is not None:
            text.append(f" ({words(outcome)})", BOLD)
        text.append(": ", Style(bold=False))
        if finding.visit != id_ and finding.visit in week.view.visits:
            other = words.title(week.view, week.view.visits[finding.visit])
            text.append(f"{other}: ", Style(bold=False))
        text.append(words(finding.message), Style(bold=False, color="default"))
        return text
    return words.verdict("ok", is_noted=bool(week.view.clashes.told(carried.visit)))


def _of_visit(week: Week, words: Words, visit: Visit) -> Foot:
    view = week.view
    what = Text(no_wrap=True, overflow="ellipsis")
    found = view.findings.get(visit.id, [])
    if week.is_judged(view.day_of(visit)):
        sign, colour = sign_of(found)
        what.append(f"{sign} ", Style(color=colour, bold=True))
    what.append(f"{words.span(view, visit)} {words.place(view, visit)}  ")
    what.append(words.title(view, visit), BOLD)
    why = Text(no_wrap=True, overflow="ellipsis")
    seats = week.seats(visit)
    if seats is not None:
        told = count(
            "room for {n} more of {cohort}", "room for {n} more of {cohort}", seats.more,
            cohort=cohort_name(week, seats.cohort),
        )  # fmt: skip
        why.append(words.sentence(told))
        if not seats.is_known:
            why.append(f" ({words(_NOT_MEASURED)})")
        why.append("  ")
    finding = worst(found)
    if finding is not None:
        why.append_text(words.verdict(finding.level))
        why.append(f": {words(finding.message)}  ")
    for _, note in view.clashes.told(visit):
        why.append(f"{NOTE} {words(note)}  ")
    why.append(words.people(view, visit), FAINT)
    return what, why


def _of_slot(week: Week, words: Words, place: Place, rows: Rows) -> Foot:
    slot = slot_at(week, place, rows.step)
    minute = place.minute // rows.step * rows.step
    start = words.clock(week.view, slot.start)
    what = Text(f"{_day(words, place.day)} {start} ", no_wrap=True, overflow="ellipsis")
    what.append(f"{lane_name(words, week, place.lane)}: ", BOLD)
    until = week.free_until(place.day, place.lane, minute, WHOLE_DAY, rows.step)
    told = say("free; n books it")
    if until < WHOLE_DAY:
        clock = words.clock(week.view, week.moment(place.day, until))
        told = say("free until {until}; n books it", until=clock)
    what.append(words(_UNFREE.get(slot.state, told)))
    return what, _in_lines(_room(week, words, slot), duty(week, words, place.day))


def _room(week: Week, words: Words, slot: Slot) -> Text:
    """How many more there is room for, and what sets the limit."""
    text = Text(no_wrap=True, overflow="ellipsis")
    room = slot.space
    if slot.state != "free" or room is None or room.more is None:
        return text
    told = [
        count("room for {n} more", "room for {n} more", room.more),
    ]
    if room.room is not None:
        told.append(say("{n} in the room", n=room.room))
    if room.premises is not None:
        told.append(say("{n} in the premises", n=room.premises))
    text.append(words.sentence(told[0]))
    if len(told) > 1:
        text.append(f" ({', '.join(map(words, told[1:]))})")
    if not room.is_known:
        text.append(f"; {words(_NOT_MEASURED)}")
    return text


def _of_cell(week: Week, words: Words, place: Place, rows: Rows) -> Foot:
    day, minute = place.day, place.minute // rows.step * rows.step
    start, end = week.moment(day, minute), week.moment(day, minute + rows.step)
    there = [visit for visit in week.on(day) if visit.start < end and visit.end > start]
    what = Text(f"{_day(words, day)} {words.clock(week.view, start)} ", no_wrap=True)
    what.overflow = "ellipsis"
    people, allowed = week.present(day, minute, rows.step)
    on_duty = duty(week, words, day)
    if not there and not week.is_open(day, minute, minute + 30):
        what.append(words(say("the centre is closed")))
        return what, on_duty
    told = count("{n} person at once", "{n} people at once", people)
    if allowed is not None:
        told = count(
            "{n} person at once, of {allowed} allowed",
            "{n} people at once, of {allowed} allowed",
            people,
            allowed=allowed,
        )
    what.append(words(told), BOLD)
    free = list(_free(week, words, place, minute, rows.step))
    if free:
        what.append(f"  {words(_FREE)}: {', '.join(free)}")
    why = Text(no_wrap=True, overflow="ellipsis")
    for visit in there:
        if visit.kind == "shift":
            continue
        if week.is_judged(day):
            sign, colour = sign_of(week.view.findings.get(visit.id, []))
            why.append(f"{sign} ", Style(color=colour, bold=True))
        why.append(f"{words.title(week.view, visit)}  ")
    if lacks_shift(week, day):  # however many visits there are beside
        return what, _in_lines(on_duty, why)
    return what, why.append_text(on_duty)


def _day(words: Words, day: date) -> str:
    """A day, and the public holiday that it is."""
    holiday = known_holiday(day)
    name = "" if holiday is None else f" ({harmless(words.texts.pick(holiday))})"
    return f"{words.day(day)}{name}"


def _in_lines(*texts: Text) -> Text:
    """Texts below each other, as many as say something."""
    return Text("\n", no_wrap=True, overflow="ellipsis").join([text for text in texts if text])


def duty(week: Week, words: Words, day: date) -> Text:
    """Who is on duty on a day and when; that nobody is, where somebody should be."""
    view = week.view
    if lacks_shift(week, day):
        nobody = say("nobody is on duty that day")
        return Text(f"{NOTE} {words(nobody)}", BOLD)
    label = say("On duty")
    told = [
        f"{name} {words.span(view, shift)}"
        for shift in view.clashes.shifts(day)
        for name in first_names(words, week, [shift])
    ]
    return Text(f"{words(label)}: {', '.join(told)}" if told else "", FAINT)


def lacks_shift(week: Week, day: date) -> bool:
    """Whether nobody is on duty on a day that is still to come, as far as has been looked."""
    return day >= week.view.today and week.is_judged(day) and week.view.clashes.lacks_shift(day)


def _free(week: Week, words: Words, place: Place, minute: int, step: int) -> Iterable[str]:
    """The rooms that are free for a whole row, with how many each has room for."""
    for lane in week.lanes:
        if lane.kind != "room":
            continue
        slots = [week.slot(place.day, lane, half) for half in range(minute, minute + step, 30)]
        spaces = [slot.space for slot in slots if slot.state == "free" and slot.space is not None]
        if len(spaces) < len(slots) or any(space.more == 0 for space in spaces):
            continue
        limits = [space.more for space in spaces if space.more is not None]
        more = f" +{min(limits)}" if limits else ""
        unsure = "" if all(space.is_known for space in spaces) else "?"
        yield f"{lane_name(words, week, lane)}{more}{unsure}"


def cohort_name(week: Week, id_: str) -> str:
    """What a cohort is called."""
    name = next((each.name for each in week.view.plan.cohorts if each.id == id_), None)
    return harmless(name or id_)
