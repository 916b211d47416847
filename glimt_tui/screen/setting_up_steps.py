"""The steps of setting up that are no part of the house: people, and families of rules."""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style
from rich.text import Text

from glimt_rules.documents.faults import harmless
from glimt_rules.message import Message, count, say
from glimt_tui.desk.families import switch_family, why_not_now, why_not_switch
from glimt_tui.desk.rules import versions
from glimt_tui.desk.view import View
from glimt_tui.desk.what_if import Asked
from glimt_tui.keyboard.actions import BY_ID, key_name
from glimt_tui.screen.form.wrapping import wrapped
from glimt_tui.screen.impact_panel import switched_words
from glimt_tui.screen.rows import Row
from glimt_tui.screen.steps import ListPanel, Step

FAINT = Style(dim=True)


class PeopleStep(ListPanel):
    """How people come in: one by one, or pasted."""

    help_text = say("Enter writes somebody down, or opens what a table can be pasted into.")

    def __init__(self, *, step: Step) -> None:
        super().__init__(id="people-step", step=step)

    def list_rows(self, view: View, width: int) -> Iterable[Row]:
        """How many there are, and the two ways."""
        words = self.glimt.words
        there = count("{n} person is registered", "{n} people are registered", len(view.people))
        yield Row(Text(f" {words.sentence(there)}"))
        ways = {
            "person:": say("write somebody down"),
            "paste:": say("paste from a spreadsheet"),
        }
        for id_, way in ways.items():
            yield Row(Text(f" + {words(way)}"), id_)

    async def chosen(self, what: str, id_: str) -> None:
        """Open the form, or what is pasted into; closing it comes back here."""
        from glimt_tui.screen.paste_panel import PastePanel
        from glimt_tui.screen.person_form import PersonForm

        await self.glimt.open_panel(PersonForm() if what == "person" else PastePanel())


class FamiliesStep(ListPanel):
    """Whose rules hold."""

    help_text = say("Enter switches the family under the cursor on or off; nobody is booked yet.")

    def __init__(self, *, step: Step) -> None:
        super().__init__(id="families-step", step=step)
        self._was_shown = False

    def refresh_view(self, view: View) -> None:
        """Show them; at first the cursor is on what ends the step, so that enter alters nothing."""
        super().refresh_view(view)
        if not self._was_shown:
            self._was_shown = True
            self.rows.go_to("step:1")

    def list_rows(self, view: View, width: int) -> Iterable[Row]:
        """The families, with whose rules they are, and from when."""
        words = self.glimt.words
        for family, there in view.book.families.items():
            is_on = family in view.book.active
            state = words(say("on") if is_on else say("off"))
            newest = there[-1]
            text = Text(f" [{'x' if is_on else ' '}] ").append(harmless(family), Style(bold=True))
            yield Row(text.append(f"  {state}", FAINT), f"family:{family}")
            whose = words.texts.pick(newest.authority)
            where = words.texts.pick(newest.jurisdiction)
            now = words(_in_force(view, family))
            for line in (*wrapped(f"{whose}: {where}", width - 6, 2), *wrapped(now, width - 6)):
                yield Row(Text(f"     {harmless(line)}", FAINT), goes_on=True)

    async def chosen(self, what: str, id_: str) -> None:
        """Switch the family under the cursor."""
        glimt, view = self.glimt, self.glimt.view
        assert view is not None
        is_on = id_ in view.book.active
        reason = why_not_switch(glimt.desk.session.user)
        reason = reason or why_not_now(glimt.desk.book, view.switches, id_, active=not is_on)
        if reason is not None:
            glimt.say(reason)
            return
        await switch_family(glimt.desk, view.switches, id_, active=not is_on)
        await glimt.renew()
        undo = key_name(glimt.keys_of(BY_ID["undo"]))
        glimt.say(switched_words(Asked("off" if is_on else "on", id_), undo))


def _in_force(view: View, family: str) -> Message:
    """How many rules of a family hold today, and by which version; that none does else."""
    for version in versions(view):
        if version.rule_set.family == family and version.rules_now:
            own = version.rule_set
            return count(
                "{n} rule, {version}", "{n} rules, {version}", len(own.rules), version=own.id
            )
    return say("none of its rules is in force today")
