"""Series of bookings: made, changed and ended, for one, for this and what follows, or for all.

Whoever asks says what is wanted (``Make``, ``Carry``, ``End``) and is shown an ``Outlook``: what
each day becomes, and what the rules of that day say of it. ``writing`` writes it as one
action of the journal, where it stands no worse by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import structs

from glimt_rules.message import Message, say
from glimt_rules.plan.model import NOT_LIVE
from glimt_tui.desk.edits import Edit
from glimt_tui.desk.series.changing import Change, cut, to_come, why_not_carry
from glimt_tui.desk.series.days import bookings_of, days_of, series_of
from glimt_tui.desk.series.judging import Step, edit_of, judged
from glimt_tui.desk.series.making import making
from glimt_tui.desk.series.outlook import Asked, Carry, End, Make, Outlook, told, whole
from glimt_tui.desk.view import View
from glimt_tui.store.daybook import Series
from glimt_tui.store.records import Record, Value

#: What the journal calls it.
ACTIONS: Mapping[type, str] = {Make: "series_make", Carry: "series_change", End: "series_end"}


def outlook(view: View, there: Mapping[str, Record], asked: Asked) -> Outlook:
    """What something would do, by a view and the series that there are; it writes nothing."""
    if isinstance(asked, Make):
        return making(view, there, asked)
    if isinstance(asked, Carry):
        return _carrying(view, there, asked)
    return _ending(view, there, asked)


# Changing --------------------------------------------------------------------------------


def _carrying(view: View, there: Mapping[str, Record], asked: Carry) -> Outlook:
    visit, found = view.visits.get(asked.visit), series_of(asked.visit, there)
    why_not: Message | None = None
    if visit is None or found is None:
        why_not = say("this booking belongs to no series any more")
    else:
        why_not = why_not_carry(view, *found, visit)
    if why_not is not None or visit is None or found is None:
        return Outlook(asked=asked, seq=view.seq, why_not=why_not)
    series, day = found
    since = day if asked.scope == "following" else None
    change = Change(view, series, day, visit, since=since, id_=asked.id)
    steps = change.steps()
    taken = judged(view, steps)
    days = tuple(told(view, taken, steps))
    if not any(each.fate == "changed" for each in days):
        why_not = say("no other booking can take it")
    edit = _with_series(taken.edit, there[series.id], change.before, change.after)
    return whole(view, asked, taken, edit, days, before=series, after=change.after, why_not=why_not)


# Ending ----------------------------------------------------------------------------------


def _ending(view: View, there: Mapping[str, Record], asked: End) -> Outlook:
    record = there.get(asked.series)
    if record is None or not isinstance(record.value, Series):
        return Outlook(asked=asked, seq=view.seq, why_not=say("there is no such series any more"))
    series = record.value
    coming = to_come(view, series)
    if asked.scope == "one":
        chosen = [day for day in coming if day == asked.day]
        after = _without(series, asked.day)
    else:
        since = asked.day if asked.scope == "following" else None
        chosen = [day for day in coming if since is None or day >= since]
        after = cut(series, before=_ended_before(view, series, since, chosen))
    why_not: Message | None = None
    if asked.scope == "one" and not chosen:
        why_not = say("this booking is not to come any more, so there is nothing to call off")
    elif not chosen and after == series:
        why_not = say("nothing of this series is to come any more")
    if why_not is not None:
        return Outlook(asked=asked, seq=view.seq, before=series, after=series, why_not=why_not)
    steps = [
        Step(day=day, old=coming[day], new=structs.replace(coming[day], status="cancelled"))
        for day in chosen
    ]
    found = judged(view, steps, asks=False)
    days = tuple(told(view, found, steps))
    edit = _with_series(edit_of(view, steps), record, after, None)
    return whole(view, asked, found, edit, days, before=series, after=after)


def _ended_before(view: View, series: Series, since: date | None, chosen: list[date]) -> date:
    """The day before which a series ends: the first that is called off, after all that stays."""
    stays = [
        day
        for day, visit in bookings_of(series, view.visits.values()).items()
        if visit.status not in NOT_LIVE and day not in chosen
    ]
    after = [max(stays) + timedelta(days=1)] if stays else []
    tomorrow = view.today + timedelta(days=1)
    first = min(chosen) if chosen else max(since or tomorrow, tomorrow)
    return max(first, view.today, *after)


def _without(series: Series, day: date | None) -> Series | None:
    """A series that skips a day; None where it has no other."""
    skipped = {*series.skipped, day} if day in days_of(series) else set(series.skipped)
    left = structs.replace(series, skipped=tuple(sorted(each for each in skipped if each)))
    return left if days_of(left) else None


def _with_series(edit: Edit, record: Record, before: Series | None, after: Series | None) -> Edit:
    """An edit with what becomes of the series: the record that there was, and perhaps a new one."""
    left = [each for each in (before, after) if each is not None]
    put: list[Value] = [each for each in left if each != record.value]
    remove = [] if any(each.id == record.id for each in left) else [record.key]
    seen = {**edit.seen, record.key: record.version}
    return Edit(put=(*put, *edit.put), remove=(*remove, *edit.remove), seen=seen)
