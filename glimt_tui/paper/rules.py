"""The rules in force on a sheet, and the figures that they come to on its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import NOT_LIVE
from glimt_rules.rulesets.timeline import Stretch, rule_span, stretches, wall_clock
from glimt_tui.desk.free import cleaning_of
from glimt_tui.desk.slack import Limits, Presence, here
from glimt_tui.desk.view import View
from glimt_tui.paper.sheet import Column, Row, Section
from glimt_tui.paper.words import PaperWords
from glimt_tui.store.days import midnight


def numbers_of(view: View, words: PaperWords, day: date) -> tuple[str, ...]:
    """How many may be in the house at once, how many are booked, and what each room holds."""
    return tuple(words.sentence(each) for each in _numbers(view, words, day))


def _numbers(view: View, words: PaperWords, day: date) -> Iterator[Message]:
    first, last = midnight(day, view.zone), midnight(day + timedelta(days=1), view.zone)
    limits = Limits(view)
    allowed = limits.premises(view.now)
    if allowed is None:
        yield say("no rule in force says how many may be in the house at once")
    else:
        yield count(
            "at most {n} person in the house at once",
            "at most {n} people in the house at once",
            allowed,
        )
    visits = [visit for visit in view.on(day) if visit.status not in NOT_LIVE]
    people = {id_ for visit in visits for id_ in here(visit)}
    held = sum(visit.kind != "shift" for visit in visits)
    booked = count("{n} visit", "{n} visits", held)
    yield count(
        "booked: {visits}, {n} person, at most {most} at once in the house",
        "booked: {visits}, {n} people, at most {most} at once in the house",
        len(people),
        visits=booked,
        most=Presence(visits).most(first, last) if visits else 0,
    )
    rooms = [
        f"{words.room(room.id)} {holds}"
        for room in view.plan.rooms
        if (holds := limits.room(room.id, view.now)[0]) is not None
    ]
    if rooms:
        yield say("at most in each room: {rooms}", rooms=", ".join(rooms))
    minutes = {
        room.id: int(cleaning_of(view, room.id).total_seconds()) // 60 for room in view.plan.rooms
    }
    usual = view.plan.centre.cleaning_minutes
    others = [f"{words.room(id_)} {n}" for id_, n in minutes.items() if n != usual]
    if others:
        yield say("minutes of cleaning: {usual}; {others}", usual=usual, others=", ".join(others))
    elif minutes:
        yield say("minutes of cleaning: {usual}", usual=usual)


def rules_of(view: View, words: PaperWords) -> Section:
    """The rule sets that rule at the view's moment, each with the titles of its rules."""
    return Section(
        title=words(say("Rules in force")),
        columns=(Column(words(say("Rule set")), 24), Column(words(say("Rules")))),
        rows=tuple(_in_force(view, words)),
        empty=words(say("No rule set is in force.")),
    )


def _in_force(view: View, words: PaperWords) -> Iterator[Row]:
    now = view.now.ticks
    for family in view.book.active:
        for stretch in stretches(view.book.families.get(family, ()), view.zone):
            if stretch.first <= now < stretch.last:
                yield _named(stretch, view, words), _rules(stretch, now, view, words)


def _named(stretch: Stretch, view: View, words: PaperWords) -> str:
    end = wall_clock(stretch.last, view.zone)
    if end is None:
        return words(say("{rule_set} (no end set)", rule_set=stretch.rule_set.id))
    if end.time() == end.min.time():  # a midnight is the end of the day before
        day = end.date() - timedelta(days=1)
        return words(say("{rule_set} (through {day})", rule_set=stretch.rule_set.id, day=day))
    return words(say("{rule_set} (until {time})", rule_set=stretch.rule_set.id, time=end))


def _rules(stretch: Stretch, now: int, view: View, words: PaperWords) -> str:
    titles = []
    for rule in stretch.rule_set.rules:
        first, last = rule_span(rule, stretch, view.zone)
        if first <= now < last:
            title = harmless(words.texts.pick(rule.title))
            titles.append(
                title if rule.force != "advice" else words(say("{rule} (advice)", rule=title))
            )
    return "; ".join(titles)
