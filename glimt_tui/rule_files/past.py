"""What a change of a folder does to the past: by which version days that are over are judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from msgspec import Struct

from glimt_rules.errors import Problem
from glimt_rules.message import Message, say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.timeline import Stretch, stretches, wall_clock
from glimt_tui.reports.lines import last_moment
from glimt_tui.rule_files.work import Work


class Rewritten(Struct, frozen=True):
    """A time that is over, and the versions that judge it before and after a change."""

    first: int
    #: no longer in it, in ticks; None where it is not over yet
    last: int | None
    before: str | None
    after: str | None


def rewritten(work: Work, before: RuleBook, after: RuleBook, family: str) -> list[Rewritten]:
    """The times before now in which another version of a family rules than did, in their order."""
    old = stretches(before.families.get(family, ()), work.zone)
    new = stretches(after.families.get(family, ()), work.zone)
    now = work.now.ticks
    edges = {edge for each in (*old, *new) for edge in (each.first, each.last) if edge < now}
    found: list[Rewritten] = []
    for first, last in pairwise([*sorted(edges), now]):
        was, is_now = _ruling(old, first), _ruling(new, first)
        if was == is_now:
            continue
        end = None if last == now else last
        if found and (found[-1].last, found[-1].before, found[-1].after) == (first, was, is_now):
            first = found.pop().first
        found.append(Rewritten(first, end, was, is_now))
    return found


def _ruling(there: list[Stretch], at: int) -> str | None:
    return next((each.rule_set.id for each in there if each.first <= at < each.last), None)


def must_be_said(work: Work, found: Iterable[Rewritten]) -> Iterator[Problem]:
    """What is told of each such time where nobody has said that it is meant."""
    for each in found:
        first, last = wall_clock(each.first, work.zone), None
        if each.last is not None:
            last = wall_clock(each.last, work.zone)
        assert first is not None
        yield Problem(message=_words(each, _days(first, last)), where="--past")


def _days(first: datetime, last: datetime | None) -> Message:
    begin = first.date() if first.time() == first.min.time() else first
    if last is None:
        return say("since {first}", first=begin)
    return say("from {first} {end}", first=begin, end=last_moment(last))


def _words(each: Rewritten, days: Message) -> Message:
    if each.before is None:
        return say(
            "{days}, {after} would judge, where no version of the family did; say so with this "
            "option",
            days=days,
            after=each.after,
        )
    if each.after is None:
        return say(
            "{days}, no version of the family would judge any longer, where {before} did; say so "
            "with this option",
            days=days,
            before=each.before,
        )
    return say(
        "{days}, {after} would judge what {before} has judged; say so with this option",
        days=days,
        after=each.after,
        before=each.before,
    )
