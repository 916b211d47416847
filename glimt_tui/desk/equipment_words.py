"""What is said of a thing: its state, why it rests, who wants it next, why to think again."""

from __future__ import annotations

from collections.abc import Mapping

from glimt_rules.message import Message, PersonName, WithWeekday, say
from glimt_rules.moments import Moment
from glimt_tui.desk.equipment import Hindrance, State, Thing, Why
from glimt_tui.desk.view import View
from glimt_tui.store.daybook import Loan
from glimt_tui.store.days import clock

#: The sign and the name of each state; never a colour alone.
LOOKS: Mapping[State, tuple[str, Message]] = {
    "to_wash": ("≈", say("to be washed")),
    "out": ("→", say("on loan")),
    "in_use": ("▸", say("in use")),
    "aside": ("○", say("set aside")),
    "free": ("✓", say("free")),
}
#: The sign of what a booking of today cannot have as things are.
LATE = "!"
#: Why a thing rests, in a word.
REASONS: Mapping[Why, Message] = {"quarantine": say("quarantine"), "wash": say("washing")}


def state_of(view: View, thing: Thing) -> Message:
    """The state of a thing, with who has it, since when, until when, and why."""
    since, until = _when(view, thing.since), _when(view, thing.until)
    if thing.state == "out":
        person = thing.loan.person if thing.loan else None
        if person is None:
            return say("handed out, since {time}", time=since)
        return say("handed out to {person}, since {time}", person=_name(view, person), time=since)
    if thing.state == "to_wash":
        return say("back since {time}, to be washed", time=since)
    if thing.state == "in_use":
        return say("in use until {time}", time=until)
    if thing.state == "aside" and thing.why is not None:
        return say("set aside until {time} ({why})", time=until, why=REASONS[thing.why])
    return LOOKS[thing.state][1]


def need_of(view: View, thing: Thing, title: str) -> Message | None:
    """Which booking of today, by its title, wants a thing next, and whether it can have it."""
    need = thing.next
    if need is None:
        return None
    start = _when(view, need.visit.start)
    if need.is_ready and thing.state == "to_wash":
        return say("wanted next for «{visit}» ({time}); wash it before", visit=title, time=start)
    if need.is_ready:
        return say("wanted next for «{visit}» ({time}), and ready by then", visit=title, time=start)
    if need.back_by is not None:
        return say(
            "wanted next for «{visit}» ({time}); must be back by {back}",
            visit=title,
            time=start,
            back=_when(view, need.back_by),
        )
    return say("wanted next for «{visit}» ({time}), and NOT ready by then", visit=title, time=start)


def hindrance_of(view: View, hindrance: Hindrance, title: str) -> Message:
    """Why to think again before handing a thing out, and until when."""
    until = _when(view, hindrance.until)
    if hindrance.what == "in_use":
        return say("it is in use in «{visit}» until {time}", visit=title, time=until)
    if hindrance.what == "to_wash":
        return say("it is back from a loan and not washed yet")
    if hindrance.what == "needed":
        return say(
            "it is wanted for «{visit}» ({time}), and would not be ready by then",
            visit=title,
            time=until,
        )
    if hindrance.why == "quarantine":
        return say("it cannot be washed, and is set aside until {time}", time=until)
    return say("it is to be washed after the last use, and set aside until {time}", time=until)


def corrected(loan: Loan, thing: str) -> Message:
    """What is said once the last step of a loan was taken for a mistake."""
    if loan.washed is not None:
        return say("«{thing}» is not washed after all", thing=thing)
    if loan.back is not None:
        return say("«{thing}» is not back after all", thing=thing)
    return say("«{thing}» was not handed out after all", thing=thing)


def _when(view: View, moment: Moment | None) -> object:
    """A moment of today by its clock, any other with its day; nothing where there is none."""
    if moment is None:
        return ""
    shown = clock(moment, view.zone)
    if shown.date() == view.today:
        return say("{time} today", time=shown.time())
    return WithWeekday(shown)


def _name(view: View, id_: str) -> PersonName:
    person = view.people.get(id_)
    return PersonName(person.label if person else id_, id_)
