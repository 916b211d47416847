"""Opening the screen: on the centre's own database, or on made-up days that leave no trace.

The database is opened and read in the desk's thread while Textual is still being imported, which
is why nothing of it is imported at the top of this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from glimt_rules.moments import Moment
from glimt_tui.desk.desk import Desk
from glimt_tui.start import rest
from glimt_tui.store.store import Clock, system_clock

if TYPE_CHECKING:
    from datetime import date

    from glimt_rules.plan.model import Plan
    from glimt_rules.rulesets.book import RuleBook
    from glimt_rules.texts import Texts
    from glimt_tui.cli.context import Context
    from glimt_tui.desk.rule_watch import RuleWatch


def opened_desk(
    context: Context, book: RuleBook, today: date | None, watch: RuleWatch | None = None
) -> Desk:
    """The centre's database, opened; it is being read for the day that ``today`` is, if given.

    ``watch`` has looked after the folders of rule sets since before ``book`` was read. Raises
    GlimtError where the database cannot be opened.
    """
    rest()
    clock: Clock = system_clock if today is None else clock_of(today)
    config = context.config.config
    desk = Desk(context.session, book, clock, config.centre)
    desk.weights = config.weights
    desk.sms = config.sms
    desk.follow_up_days = config.follow_up_days
    desk.rule_watch = watch
    desk.rule_folders = tuple(context.config.rule_directories)
    desk.rule_kinds = context.kinds
    desk.shielded = context.shielded
    desk.begin()
    desk.wait_until_open()
    return desk


def open_screen(context: Context, desk: Desk, today: date | None, *, sets_up: bool = False) -> int:
    """Run the screen on a desk that has been opened; ``sets_up`` asks for the house first."""
    return run(
        desk,
        context.texts,
        keys=context.config.config.keys,
        is_other_day=today is not None,
        sets_up=sets_up,
    )


def open_demo(plan: Plan, book: RuleBook, texts: Texts, today: date | None) -> int:
    """Run the screen on made-up days, which nothing is written of anywhere else."""
    from glimt_tui.screen.demo import DEMO_NOTES, DEMO_NOW, demo_session

    rest()
    start = DEMO_NOW if today is None else Moment.combine(today, DEMO_NOW.time(), UTC)
    clock = clock_from(start)
    desk = Desk(demo_session(plan, clock, DEMO_NOTES), book, clock)
    desk.is_made_up = True
    desk.begin()
    return run(desk, texts, is_other_day=True)


def run(
    desk: Desk,
    texts: Texts,
    *,
    keys: Mapping[str, str] | None = None,
    is_other_day: bool,
    sets_up: bool = False,
) -> int:
    """Run the screen on a desk that has begun; returns the exit code."""
    from glimt_tui.screen.app import GlimtApp
    from glimt_tui.screen.terminal import run_app

    app = GlimtApp
    if sets_up:
        from glimt_tui.screen.setting_up import SettingUpApp

        app = SettingUpApp
    return run_app(app(desk, texts, keys=keys, is_other_day=is_other_day))


def clock_of(day: date) -> Clock:
    """A clock that goes as the machine's does, on another day."""
    now = system_clock()
    return clock_from(Moment.combine(day, now.time(), UTC))


def clock_from(start: Moment) -> Clock:
    """A clock that shows ``start`` now, and goes on from there."""
    began = datetime.now(UTC)

    def clock() -> Moment:
        now = start + (datetime.now(UTC) - began)
        return Moment.combine(now.date(), now.time(), UTC)

    return clock
