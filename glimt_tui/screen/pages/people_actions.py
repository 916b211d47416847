"""What can be done with whoever is looked at on the page of people, and why not."""

from __future__ import annotations

from glimt_rules.message import Message, say
from glimt_tui.desk import reception
from glimt_tui.desk.register import removing, why_not_removed
from glimt_tui.screen.ask import NO, YES, Answer, AskPanel
from glimt_tui.screen.page import PageView

_FIRST = say("put the cursor on a person first")


class PeopleActions(PageView):
    """The actions of the page that are about one person."""

    def why_not_arrive(self) -> Message | None:
        """Somebody who is not here yet must be under the cursor."""
        view, person = self.glimt.view, self.person_here()
        if view is None or person is None:
            return _FIRST
        if reception.is_here(view, person):
            return say("{person} is here already", person=self._person_name(person))
        return None

    def why_not_depart(self) -> Message | None:
        """Somebody who is here must be under the cursor."""
        view, person = self.glimt.view, self.person_here()
        if view is None or person is None:
            return _FIRST
        if not reception.is_here(view, person):
            return say("{person} is not here", person=self._person_name(person))
        return None

    def why_not_contacts(self) -> Message | None:
        """Somebody must be under the cursor."""
        return None if self.person_here() else _FIRST

    why_not_person_edit = why_not_trace = why_not_contacts

    def why_not_person_remove(self) -> Message | None:
        """Nothing must need them any more."""
        view, person = self.glimt.view, self.person_here()
        if view is None or person is None or person not in view.people:
            return _FIRST
        return why_not_removed(view, person)

    def _person_name(self, person: str) -> str:
        view = self.glimt.view
        assert view is not None
        return self.glimt.words.person(view, person)

    async def do_arrive(self) -> None:
        """Receive whoever is under the cursor."""
        from glimt_tui.screen.arrival import ArrivalPanel

        await self.glimt.open_panel(ArrivalPanel(None, self.person_here()))

    async def do_depart(self) -> None:
        """See somebody off."""
        person = self.person_here()
        assert person is not None
        await self.glimt.desk.depart_all([person])
        await self.glimt.renew()
        self.glimt.say(say("{person} has left", person=self._person_name(person)))

    async def do_person_edit(self) -> None:
        """Change what is recorded of somebody."""
        from glimt_tui.screen.person_form import PersonForm

        await self.glimt.open_panel(PersonForm(self.person_here()))

    async def do_people_paste(self) -> None:
        """Register people from rows that are pasted."""
        from glimt_tui.screen.paste_panel import PastePanel

        await self.glimt.open_panel(PastePanel())

    async def do_person_remove(self) -> None:
        """Ask once, then remove somebody whom nothing needs."""
        words, person = self.glimt.words, self.person_here()
        assert person is not None
        name = self._person_name(person)

        async def remove() -> None:
            view = self.glimt.view
            if view is not None and person in view.people:
                await self.glimt.desk.record(removing(view, person), name="person_remove")
                await self.glimt.renew()
                self.glimt.say(say("{person} is removed", person=name))

        async def keep() -> None:
            self.glimt.say(say("Nothing was removed"))

        question = words(say("Remove {person} and all that is recorded of them?", person=name))
        answers = [Answer(YES, say("yes, remove"), remove), Answer(NO, say("no, keep"), keep)]
        title = words(say("Remove somebody"))
        await self.glimt.open_panel(AskPanel(title, question, answers))
