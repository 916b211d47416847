"""What the keys of the registry do in the booking form, besides saving and dropping."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from glimt_tui.screen.form.alternatives import taken
from glimt_tui.screen.form.difference_page import DifferencePage, their_version
from glimt_tui.screen.form.keeping import Keeper
from glimt_tui.screen.form.page import Page
from glimt_tui.screen.form.rule_page import show_rules
from glimt_tui.screen.form.state import FormState
from glimt_tui.screen.panel import Panel

if TYPE_CHECKING:
    from glimt_tui.screen.form.panel import BookingForm


class FormActions(Panel):
    """Drafts, alternatives, rules, and what others have changed: each a page or another booking."""

    state: FormState
    keeper: Keeper | None
    #: what is shown instead of the fields
    _page: Page | None

    def draw(self) -> None:
        """Show what has changed."""
        raise NotImplementedError

    def show_page(self, page: Page | None) -> None:
        """Show something instead of the fields; None for the fields again."""
        raise NotImplementedError

    def do_take_draft(self) -> None:
        """Go on with the draft that is offered."""
        if self.keeper is not None:
            self.keeper.take()

    def do_forget_draft(self) -> None:
        """Throw away the draft that is offered, or was taken up."""
        if self.keeper is not None:
            self.keeper.forget()

    def do_why(self) -> None:
        """Show the rules about the field with the cursor, or the form again."""
        if self._page is not None:
            self.show_page(None)
        else:
            self.glimt.attempt(show_rules(cast("BookingForm", self)))

    def asks_whose(self, page: DifferencePage | None) -> bool:
        """Ask whose version is meant, where two people have changed a booking; whether it is asked.

        What they have written is taken over without asking where it contradicts nothing here.
        """
        if page is not None and page.is_conflict:
            self.show_page(page)
            return True
        if page is not None:
            self.state.set(page.result())
        return False

    def take_alternative(self, place: int) -> None:
        """Have an alternative stand in the form."""
        found = self.state.alternatives
        booking = None if found is None else taken(self.state.booking, found, place)
        if booking is not None:
            self.state.take_up(booking)
            self.draw()

    def do_nearest_1(self) -> None:
        """Take the nearest alternative."""
        self.take_alternative(0)

    def do_nearest_2(self) -> None:
        """Take the second."""
        self.take_alternative(1)

    def do_nearest_3(self) -> None:
        """Take the third."""
        self.take_alternative(2)

    def do_nearest_4(self) -> None:
        """Take the fourth."""
        self.take_alternative(3)

    def do_nearest_5(self) -> None:
        """Take the fifth."""
        self.take_alternative(4)

    def do_differences(self) -> None:
        """Show what somebody else has changed."""
        self.asks_whose(their_version(self.state.booking, self.state.view))
