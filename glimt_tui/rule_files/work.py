"""Who is at work on a folder of rule sets, on which one, and the rules before and after."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.moments import Moment, local_ticks
from glimt_rules.plan.model import DEFAULT_TIMEZONE
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.model import RuleSet
from glimt_tui.access import User, require_admin, who
from glimt_tui.config import Loaded
from glimt_tui.plugins import load_book
from glimt_tui.rule_files.configured import existing_database, read_configured
from glimt_tui.rule_files.folder import Contents
from glimt_tui.store.drafts import alone_in
from glimt_tui.store.session import Session, session
from glimt_tui.store.store import Clock, system_clock
from glimt_tui.store.watch import zone_in


class Work(Struct, frozen=True, kw_only=True):
    """Somebody who may change a folder, and the database in which that is written down."""

    user: User
    session: Session | None
    now: Moment
    zone: ZoneInfo

    @contextmanager
    def journal(self, action: str, **facts: str | int) -> Iterator[None]:
        """Write in the journal what is done inside, once it is done; nothing without a database."""
        if self.session is None:
            yield
            return
        with self.session.store.action(action) as entry:
            entry.facts.update(facts)
            yield

    def has_begun(self, rule_set: RuleSet) -> bool:
        """Whether a rule set is in force, or has been."""
        return local_ticks(rule_set.in_force, self.zone) <= self.now.ticks


@contextmanager
def at_work(
    config: Loaded,
    what: Message,
    *,
    database: str | None = None,
    as_name: str | None = None,
    folders: Sequence[Path] = (),
    clock: Clock = system_clock,
) -> Iterator[Work]:
    """Let an admin work on ``folders``; where there is no database, also whoever owns them.

    ``what`` is what is to be done, as it follows on "may". Raises Refused for anybody else, and
    GlimtError where the database cannot be used.
    """
    if existing_database(config, database) is None:
        user = who(config, as_name)
        is_service = config.config.service_user == user.unix_name
        if is_service or not all(os.stat(folder).st_uid == os.geteuid() for folder in folders):
            require_admin(user, what)
        yield Work(user=user, session=None, now=clock(), zone=ZoneInfo(DEFAULT_TIMEZONE))
        return
    with session(config, database=database, as_name=as_name, clock=clock) as opened:
        require_admin(opened.user, what)
        with opened.store.reading() as reading:
            zone = zone_in(reading)
        yield Work(user=opened.user, session=opened, now=clock(), zone=zone)


def the_folder(config: Loaded, given: str | None, where: str = "--into") -> Path:
    """The folder of the configuration that is meant; raises InputError where none is.

    ``where`` is the option by which it is given; empty where it stands by itself.
    """
    folders = [folder for folder in config.rule_directories if folder.is_dir()]
    if not folders:
        message = say(
            "The configuration names no folder of rule sets that is there; its key"
            " rule_directories does, as in {example}",
            example='rule_directories = ["rules"]',
        )
        raise InputError(Problem(message=message, file=str(config.file) if config.file else None))
    if given is None:
        if len(folders) == 1:
            return folders[0]
        message = say(
            "the configuration names several folders of rule sets; say which one: {folders}",
            folders=tuple(quoted(str(folder)) for folder in folders),
        )
        raise InputError(Problem(message=message, where=where))
    for folder in folders:
        if os.path.realpath(given) == os.path.realpath(folder):
            return folder
    message = say(
        "{found} is no folder of rule sets that the configuration names; those are: {folders}",
        found=quoted(given),
        folders=tuple(quoted(str(folder)) for folder in folders),
    )
    raise InputError(Problem(message=message, where=where))


@contextmanager
def looked_after(
    config: Loaded, folders: Iterable[Path], database: str | None = None
) -> Iterator[list[Contents]]:
    """The configuration's folders as they are, while nobody else changes ``folders``."""
    with _alone_in_all(list(folders)):
        yield read_configured(config, database)


@contextmanager
def _alone_in_all(folders: Sequence[Path]) -> Iterator[None]:
    if not folders:
        yield
        return
    with alone_in(folders[0]), _alone_in_all(folders[1:]):
        yield


# The rules before and after --------------------------------------------------------------


def book_of(config: Loaded, contents: Iterable[Contents]) -> RuleBook:
    """The rule book with these folders; raises InputError as ``load_book`` does."""
    meant = config.config
    return load_book(meant.families, list(contents), meant.plugins, seconds=meant.rule_seconds)


def begun_and_changed(work: Work, before: RuleBook, after: RuleBook) -> list[RuleSet]:
    """The rule sets that are or have been in force, and would judge otherwise, or not at all."""
    there = {rule_set.id: rule_set for rule_set in after.rule_sets}
    return [
        rule_set
        for rule_set in before.rule_sets
        if work.has_begun(rule_set) and not _judge_alike(rule_set, there.get(rule_set.id))
    ]


def _judge_alike(one: RuleSet, other: RuleSet | None) -> bool:
    return other is not None and (one.tables, one.in_force, one.ends) == (
        other.tables,
        other.in_force,
        other.ends,
    )
