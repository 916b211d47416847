"""Saving what stands in the form: what is in the way is said, and asked, one thing at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import Visit
from glimt_tui.desk.booking import Booking, cancelling, edit_of, new_id
from glimt_tui.desk.desk import Preview
from glimt_tui.desk.difference import made_new
from glimt_tui.desk.questions import is_told
from glimt_tui.desk.which_field import field_of
from glimt_tui.keyboard.actions import BY_ID, key_name
from glimt_tui.screen.form.difference_page import DifferencePage, their_version
from glimt_tui.screen.form.values import span_of
from glimt_tui.store.errors import Stale

if TYPE_CHECKING:
    from glimt_tui.screen.form.panel import BookingForm


async def save(form: BookingForm) -> bool:
    """Save, or put the cursor where something is in the way and say what; whether it was saved.

    Raises Overtaken, and GlimtError where the database does not take it.
    """
    state = form.state
    if form.asks_whose(their_version(state.booking, state.view)):
        return False
    state.was_tried = True
    preview = None if _has_faults(form) else await form.judge_now()
    if preview is None or _is_in_the_way(form, preview):
        form.draw()
        return False
    booking = state.booking
    edit = edit_of(booking, state.view, form.now())
    assert edit is not None  # it has just been judged
    try:
        name = "book" if booking.is_new else "change"
        await form.glimt.desk.save(edit, name=name, reasons=booking.reasons)
    except Stale as stale:
        return await _changed_meanwhile(form, stale) and await save(form)
    form.finished(_saved(form, booking))
    return True


async def drop(form: BookingForm) -> None:
    """Throw a new booking away; of one that is there, write that it does not take place.

    Nothing else of what stands in the form is written then.
    """
    edit = cancelling(form.state.booking)
    if edit is None:
        form.finished(say("Thrown away"))
        return
    await form.glimt.desk.save(edit, name="cancel")
    visit = edit.put[0]
    assert isinstance(visit, Visit)
    title = form.glimt.words.title(form.state.view, visit)
    key = _sms_key(form)
    if key is None:
        form.finished(say("Cancelled: {visit}", visit=title))
    else:
        told = say("Cancelled: {visit} · {key}: SMS", visit=title, key=key)
        form.finished(told)


def _has_faults(form: BookingForm) -> bool:
    """Whether the fields themselves are wrong; the cursor goes to the first of them."""
    state = form.state
    faults = state.faults(now=True)
    for field in state.fields():
        if field.name in faults:
            state.go_to(field.name)
            form.glimt.say(faults[field.name])
            return True
    return False


def _is_in_the_way(form: BookingForm, preview: Preview) -> bool:
    """Whether the rules forbid it, or ask for something that can be given right here."""
    state, decision = form.state, preview.decision
    if decision.forbidding:
        finding = decision.forbidding[0]
        state.go_to(field_of(finding))
        forbids = say("Cannot be saved: «{rule}» is binding", rule=finding.rule.title)
        form.glimt.say(forbids)
        return True
    if decision.to_waive:
        state.asks_reasons = True
        wanted = state.reasons_wanted()
        for finding in wanted:
            if not state.booking.reasons.get(finding.rule.id, "").strip():
                state.go_to(f"reason:{finding.rule.id}")
                n = len(wanted)
                asks = count(
                    "{n} house rule is broken: write why an exception is made",
                    "{n} house rules are broken: write why an exception is made from each",
                    n,
                )
                form.glimt.say(asks)
                return True
    unanswered = state.unanswered()
    if unanswered and not form.left_open.issuperset(unanswered):
        form.left_open.update(unanswered)
        state.go_to(unanswered[0])
        form.glimt.say(say("A fact is missing: answer here, or save once more to leave it open"))
        return True
    return False


async def _changed_meanwhile(form: BookingForm, stale: Stale) -> bool:
    """Somebody has written the same thing: show both where they differ; else say to go on."""
    state, theirs = form.state, stale.theirs
    if stale.mine.kind == "visit":
        if theirs is not None and isinstance(theirs.value, Visit):
            page = DifferencePage(state.booking, theirs.value, theirs.version)
            return not form.asks_whose(page)
        state.set(made_new(state.booking, new_id("v")))
        form.glimt.say(say("Somebody has removed this booking; saving makes a new one"))
        return False
    await form.glimt.renew()
    left = tuple(a for a in state.booking.answers if not is_told(a.about, state.view))
    state.set(structs.replace(state.booking, answers=left))
    form.glimt.say(say("Somebody has answered the same meanwhile; look at it, and save again"))
    return False


def _saved(form: BookingForm, booking: Booking) -> Message:
    assert booking.start is not None
    assert booking.end is not None
    when = span_of(form.glimt.words, form.state.view, booking.start, booking.end)
    key = _sms_key(form)
    if key is None:
        return (
            say("Booked: {when}", when=when) if booking.is_new else say("Saved: {when}", when=when)
        )
    if booking.is_new:
        return say("Booked: {when} · {key}: SMS", when=when, key=key)
    return say("Saved: {when} · {key}: SMS", when=when, key=key)


def _sms_key(form: BookingForm) -> str | None:
    """The key that shows the words to send about what was just written; None where it has none."""
    sms = BY_ID["sms"]
    return key_name(form.glimt.keys_of(sms)) if form.glimt.page in sms.pages else None
