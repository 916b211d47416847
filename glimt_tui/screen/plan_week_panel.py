"""A proposal for a week beside the page: searched while one waits, and taken over, all or some."""

from __future__ import annotations

from typing import ClassVar, Self

from msgspec import structs
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding

from glimt_rules.errors import GlimtError, Problem
from glimt_rules.message import count, say
from glimt_tui.desk.deciding import Marks, Standing, TakenOver, standing_of, take_over
from glimt_tui.desk.desk import Overtaken
from glimt_tui.desk.view import View
from glimt_tui.desk.week_search import KIND, SearchWatcher, search
from glimt_tui.keyboard.actions import BY_ID, ENTER, ESCAPE, key_name
from glimt_tui.planning.proposal import Proposal
from glimt_tui.planning.watcher import Progress
from glimt_tui.reports.proposal import progress_words
from glimt_tui.screen.ask import YES
from glimt_tui.screen.bars import Keys
from glimt_tui.screen.panel import Panel
from glimt_tui.screen.plan_week_blocks import ProposalBlocks, week_words, wrong
from glimt_tui.screen.reading import FAINT, Block, Reading

#: For how long is searched, in seconds, where nobody stops it.
SECONDS = 60.0
#: How often progress is shown, in seconds.
_SHOW_EVERY = 0.25


class ProposalPanel(Panel):
    """How far the search has come; then the visits, a mark before each, and what comes of them."""

    BINDINGS: ClassVar = [
        Binding("space", "mark_one", show=False),
        Binding("a", "mark(True)", show=False),
        Binding("i,n", "mark(False)", show=False),
        Binding("s", "stop", show=False),
        Binding(",".join(YES), "take_over", show=False),
    ]
    help_text = say(
        "Visits proposed for a week of wishes; only those that are marked are taken over, all of "
        "them as one action. What is marked is judged together, with what others have written "
        "meanwhile. A cohort that is proposed goes with its visits."
    )

    def __init__(self, path: str) -> None:
        super().__init__("", id="proposal-panel")
        self._path = path
        self._watcher: SearchWatcher | None = None
        self._progress: Progress | None = None
        self._problems: tuple[Problem, ...] = ()
        self._marks: Marks | None = None
        self._standing: Standing | None = None
        self._of: View | None = None
        self._is_writing = False

    def compose(self) -> ComposeResult:
        """The week, and all there is to tell."""
        yield self.heading
        yield Reading(id="proposal-told")

    @property
    def told(self) -> Reading:
        """What is told, with the visits as rows in it."""
        return self.query_one("#proposal-told", Reading)

    @property
    def proposal(self) -> Proposal | None:
        """What is proposed; None as long as it is searched."""
        return None if self._marks is None else self._marks.proposal

    def focus(self, scroll_visible: bool = True) -> Self:
        """What is told takes the keys."""
        self.told.focus(scroll_visible)
        return self

    def keys_now(self) -> Keys:
        """What the keys do: while it is searched, and when there is something to choose from."""
        close = (ESCAPE, say("close"))
        if self._is_searching:
            return (("s", say("stop with the best so far")), close)
        if self._marks is None or not self._marks.proposal.visits:
            return (close,)
        is_norwegian = self.glimt.words.texts.language == "nb"
        return (
            (f"␣ {ENTER}", say("mark")),
            ("a", say("all")),
            ("i" if is_norwegian else "n", say("none")),
            (YES[0 if is_norwegian else -1], say("take over what is marked")),
            close,
        )

    def refresh_view(self, view: View) -> None:
        """Begin to search; once there is a proposal, judge it by what is there now."""
        if self._watcher is None:
            self._watcher = SearchWatcher(SECONDS, self._hear)
            self.set_interval(_SHOW_EVERY, self._show_progress)
            self.run_worker(self._search(view, self._watcher), exclusive=True, group="search")
        elif view is not self._of:
            self._judge(view)
        self.draw()

    def on_unmount(self) -> None:
        """Nobody wants to know any more."""
        if self._watcher is not None:
            self._watcher.stop()
            self.glimt.desk.overtake(KIND)

    # Searching -----------------------------------------------------------------------------

    @property
    def _is_searching(self) -> bool:
        return self._watcher is not None and self._marks is None and not self._problems

    def _hear(self, progress: Progress) -> None:
        """Keep how far it has come; called by the thread that searches, and by the solver's."""
        self._progress = progress

    async def _search(self, view: View, watcher: SearchWatcher) -> None:
        app = self.glimt
        now = app.desk.clock()
        try:
            proposal = await app.desk.beside(
                lambda: search(
                    view, self._path, now=now, watcher=watcher, weights=app.desk.weights
                ),
                kind=KIND,
            )
        except Overtaken:
            return
        except GlimtError as error:
            self._problems = error.problems
        else:
            self._marks = Marks(proposal)
            if app.view is not None and self.is_attached:
                self._judge(app.view)
        if self.is_attached:  # else it was closed at this very moment
            self.draw(anew=True)
            app.tell_lines()

    def action_stop(self) -> None:
        """End the search with the best so far."""
        if self._is_searching and self._watcher is not None:
            self._watcher.stop()
            self.draw()

    def _show_progress(self) -> None:
        if self._is_searching:
            self.draw()

    # Judging what is marked ----------------------------------------------------------------

    def _judge(self, view: View) -> None:
        self._of = view
        if self._marks is not None:
            judging = self._do_judge(view, self._marks)
            self.run_worker(judging, exclusive=True, group="standing")

    async def _do_judge(self, view: View, marks: Marks) -> None:
        chosen = marks.chosen
        try:
            self._standing = await self.glimt.desk.ask(
                lambda: standing_of(view, marks.proposal, chosen), kind="plan-week-standing"
            )
        except Overtaken:
            return
        except GlimtError as error:
            self.glimt.say_error(error)
        self.draw()

    @property
    def _known(self) -> Standing | None:
        """How what is marked stands, where that is known by now."""
        standing = self._standing
        if self._marks is None or standing is None or standing.chosen != self._marks.chosen:
            return None
        return standing if self._of is not None and standing.seq == self._of.seq else None

    # Showing it ----------------------------------------------------------------------------

    def draw(self, *, anew: bool = False) -> None:
        """Show what is known by now."""
        view, watcher = self.glimt.view, self._watcher
        if view is None or watcher is None or not self.is_attached:
            return
        words = self.glimt.words
        if self._marks is not None:
            self.heading.update(Text(words.sentence(week_words(self._marks.proposal))))
            blocks = ProposalBlocks(words, view, self._marks, self._standing, self._known)
            self.told.tell(list(blocks.all()), anew=anew)
            return
        self.heading.update(Text(words(say("Propose visits for a week of wishes"))))
        if self._problems:
            told = [wrong(words, each) for each in self._problems]
            self.told.tell(told, anew=anew)
        else:
            self.told.tell(list(self._so_far(watcher)))

    def _so_far(self, watcher: SearchWatcher) -> list[Block]:
        """How far the search has come."""
        words = self.glimt.words
        seconds = watcher.seconds
        if self._progress is None:
            message = say("searching … {seconds} s", seconds=round(seconds))
        else:
            message = progress_words(structs.replace(self._progress, seconds=seconds))
        state = say("after {most} s at most, it ends with the best so far", most=round(SECONDS))
        if watcher.stopped:
            state = say("it is stopped; what was in the way of the rest is being looked at …")
        return [Block(Text(words.sentence(message))), Block(Text(words.sentence(state), FAINT))]

    # Choosing ------------------------------------------------------------------------------

    def do_open(self) -> None:
        """Mark what is under the cursor, or do not, as the space bar does."""
        self.action_mark_one()

    def action_mark_one(self) -> None:
        """Mark the visit under the cursor, or do not; at a cohort, all visits that take it."""
        kind, _, id_ = (self.told.here or "").partition(":")
        if self._marks is None or not id_:
            return
        if kind == "visit":
            self._marks.toggle(id_)
        else:
            self._marks.toggle_person(id_)
        self._was_marked()

    def action_mark(self, every: bool) -> None:
        """Mark every visit, or none."""
        if self._marks is not None:
            if every:
                self._marks.mark_all()
            else:
                self._marks.mark_none()
            self._was_marked()

    def _was_marked(self) -> None:
        if self.glimt.view is not None:
            self._judge(self.glimt.view)
        self.draw()

    # Taking over ---------------------------------------------------------------------------

    def action_take_over(self) -> None:
        """Write the visits that are marked, where they can be."""
        marks, standing = self._marks, self._known
        if marks is None or not marks.proposal.visits or self._is_writing:
            return
        if not marks.chosen:
            self.glimt.say(say("mark a visit first"))
        elif standing is None:
            self.glimt.say(say("what is marked is still being judged"))
        elif not standing.can_be:
            self._tell_in_the_way(standing)
        elif self._of is not None:
            self._is_writing = True
            self.glimt.attempt(self._take_over(self._of, marks, standing))

    async def _take_over(self, view: View, marks: Marks, seen: Standing) -> None:
        app, desk = self.glimt, self.glimt.desk
        now = desk.clock()

        def write() -> TakenOver:
            return take_over(desk.session, desk.book, now, view, marks.proposal, seen)

        try:
            done = await desk.ask(write)
        finally:
            self._is_writing = False
        if not done.is_written:
            await app.renew()
            if self.is_attached:
                self._tell_in_the_way(done.standing)
            return
        if self.is_attached:
            await app.close_panel()
        await app.renew()
        key = key_name(app.keys_of(BY_ID["undo"]))
        app.say(
            count(
                "{n} visit is taken over; {key} takes it back",
                "{n} visits are taken over; {key} takes them back",
                len(seen.chosen),
                key=key,
            )
        )

    def _tell_in_the_way(self, standing: Standing) -> None:
        """Say that nothing was written, and go to the first visit that cannot be."""
        if standing.in_the_way:
            self.told.go_to(f"visit:{standing.in_the_way[0]}")
        if standing.can_be:
            self.glimt.say(
                say("nothing is written: others wrote meanwhile; look, and confirm again")
            )
        else:
            self.glimt.say(say("nothing is written: what is marked with ✗ cannot be any more"))
