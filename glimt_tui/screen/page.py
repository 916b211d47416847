"""What every page has in common: it shows a view, and knows which actions it can do now."""

from __future__ import annotations

from textual.containers import Vertical

from glimt_rules.message import Message
from glimt_rules.plan.model import Visit
from glimt_tui.desk.view import View
from glimt_tui.screen.in_glimt import InGlimt
from glimt_tui.screen.sms_target import target


class PageView(InGlimt, Vertical):
    """One of the five pages.

    An action ``x`` of the registry is done by the method ``do_x``, and by the app where the
    page has none. Where the page has a method ``why_not_x``, the action cannot be done as long
    as it gives a message.
    """

    DEFAULT_CSS = "PageView { width: 1fr; height: 1fr; }"

    def show_view(self, view: View) -> None:
        """Show another view of the database."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Put the focus where work on this page begins."""
        raise NotImplementedError

    def here(self) -> str | None:
        """What the cursor stands on: ``visit:v1``, ``person:kari``, ``rule:…``."""
        return None

    def go_to(self, id_: str) -> bool:
        """Put the cursor on something; False where this page does not show it."""
        return False

    def wanted_days(self) -> tuple[object, object]:
        """The first and the last day that the page shows, where they are not today's."""
        return None, None

    def visit_here(self) -> Visit | None:
        """The visit under the cursor."""
        kind, _, id_ = (self.here() or "").partition(":")
        view = self.glimt.view
        return view.visits.get(id_) if kind == "visit" and view else None

    def person_here(self) -> str | None:
        """The person under the cursor."""
        kind, _, id_ = (self.here() or "").partition(":")
        return id_ if kind == "person" else None

    def why_not_sms(self) -> Message | None:
        """There must be a booking to write about."""
        found = target(self.glimt)
        return found if isinstance(found, Message) else None

    def why_not(self, action: str) -> Message | None:
        """Why an action cannot be done now; None where it can."""
        ask = getattr(self, f"why_not_{action}", None)
        return ask() if ask is not None else None
