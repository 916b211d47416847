"""The booking form in its states."""

from __future__ import annotations

from msgspec import structs
from textual.pilot import Pilot

from glimt_tui.screen.app import GlimtApp
from screen.screens import at, press, settle, write
from screen.snapshots.setting import by_a_colleague, form_of, judged, scene


@scene("form-new")
async def form_new(app: GlimtApp, pilot: Pilot[int]) -> None:
    """An empty form, with those who come most offered."""
    await press(pilot, "n")


@scene("form-finding-somebody")
async def form_finding_somebody(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A few letters of a name in the form."""
    await press(pilot, "n")
    await write(pilot, "si")


@scene("form-fine")
async def form_fine(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A booking against which nothing can be said."""
    await app.book(person="kaja", room="studio", start=at("12:00", 14), end=at("13:30", 14))
    form_of(app).state.go_to("what")
    await write(pilot, "Ny låt")
    await judged(app, pilot)


@scene("form-findings", main=True)
async def form_findings(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A booking that is not allowed, with what is allowed instead."""
    await app.edit_visit("bursdag")
    await judged(app, pilot)


@scene("form-alternatives")
async def form_alternatives(app: GlimtApp, pilot: Pilot[int]) -> None:
    """The end of the form: the nearest that is allowed, a key each."""
    await app.edit_visit("bursdag")
    await judged(app, pilot)
    await press(pilot, *["pagedown"] * 4)


@scene("form-rule")
async def form_rule(app: GlimtApp, pilot: Pilot[int]) -> None:
    """The rules about the field with the cursor."""
    await app.edit_visit("bursdag")
    await judged(app, pilot)
    await press(pilot, "f1")


@scene("form-question")
async def form_question(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A fact that is missing, asked for in the form."""
    await app.edit_visit("tomatsuppe")
    await judged(app, pilot)
    await press(pilot, "down", "down", "down", "down")


@scene("form-reason")
async def form_reason(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A house rule is in the way: the form asks for the reason of an exception."""
    await app.book(person="kaja", room="hobbyrom", start=at("15:00", 14), end=at("16:00", 14))
    await write(pilot, "solveig")
    await press(pilot, "enter")
    await judged(app, pilot)
    await press(pilot, "ctrl+s")
    await settle(pilot)


@scene("form-difference")
async def form_difference(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A colleague has changed the booking meanwhile."""
    await app.edit_visit("perler")
    form_of(app).state.go_to("what")
    await write(pilot, "!")
    await judged(app, pilot)
    assert app.view is not None
    there = app.view.visits["perler"]
    await by_a_colleague(app, structs.replace(there, title="Perling", start=at("15:15")))
    await judged(app, pilot)
    await press(pilot, "ctrl+o")


@scene("form-draft")
async def form_draft(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A draft is there from before, and offered."""
    await press(pilot, "n")
    await write(pilot, "kaja")
    await press(pilot, "enter", "tab")
    await write(pilot, "to 12-13:30")
    await press(pilot, "escape", "n")


@scene("form-more")
async def form_more(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A walk in the woods, with what is seldom needed unfolded."""
    await app.edit_visit("skitur-2")
    await judged(app, pilot)
    for _ in range(20):
        if form_of(app).state.focus == "more":
            break
        await press(pilot, "down")
    await press(pilot, "enter")


@scene("form-what-has-happened")
async def form_what_has_happened(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A visit that goes on: it is recorded as it is."""
    await app.edit_visit("strikkekafe-2")
    await judged(app, pilot)


@scene("form-somebody-new")
async def form_somebody_new(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Somebody who is written down on the spot."""
    await press(pilot, "n")
    await write(pilot, "turid utkast")
    await press(pilot, "enter")
    await write(pilot, "12345")


@scene("form-when")
async def form_when(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A time that is not understood."""
    await press(pilot, "n")
    await write(pilot, "kaja")
    await press(pilot, "enter", "tab")
    await write(pilot, "en gang")


@scene("form-where")
async def form_where(app: GlimtApp, pilot: Pilot[int]) -> None:
    """The rooms, and the other places, to choose from."""
    await press(pilot, "n")
    form_of(app).state.go_to("where")
    await press(pilot, "space", "down")


@scene("form-half")
async def form_half(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Somebody has tried to save half a booking."""
    await press(pilot, "n", "ctrl+s")


@scene("form-forbidden")
async def form_forbidden(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A binding rule is newly broken: it is not saved."""
    await app.edit_visit("stotte-telefon-2")
    form_of(app).state.go_to("where")
    await write(pilot, "utend")
    await press(pilot, "enter")
    await judged(app, pilot)
    await press(pilot, "ctrl+s")


@scene("form-fact-missing")
async def form_fact_missing(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A fact is missing, and saving asks for it."""
    await app.edit_visit("tomatsuppe")
    await judged(app, pilot)
    form_of(app).state.go_to("what")
    await write(pilot, "!")
    await judged(app, pilot)
    await press(pilot, "ctrl+s")


@scene("form-to-be-cancelled")
async def form_to_be_cancelled(app: GlimtApp, pilot: Pilot[int]) -> None:
    """Whether a booking is to be called off."""
    await app.edit_visit("perler")
    await judged(app, pilot)
    await press(pilot, "ctrl+d")


@scene("form-cancelled")
async def form_cancelled(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A booking that does not take place."""
    await app.edit_visit("samtale-mia")
    await judged(app, pilot)


@scene("form-draft-taken")
async def form_draft_taken(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A draft that is gone on with."""
    await form_draft(app, pilot)
    await press(pilot, "ctrl+r")
    await judged(app, pilot)


@scene("form-masked")
async def form_masked(app: GlimtApp, pilot: Pilot[int]) -> None:
    """A booking that is not allowed, without names."""
    await press(pilot, "x")
    await app.edit_visit("bursdag")
    await judged(app, pilot)
