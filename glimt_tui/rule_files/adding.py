"""Adding a rule set to a folder, and taking one out: all that has to hold, and what is to be done.

Nothing is written here; ``changing`` does what comes out of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from msgspec import Struct, structs

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.source import Source, read_small, small_source
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import say
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.draft import Draft
from glimt_rules.rulesets.files import (
    cases_beside,
    cases_name,
    is_cases,
    is_rule_set,
    rule_set_name,
)
from glimt_rules.rulesets.headings import forgotten_headings
from glimt_rules.rulesets.model import RuleSet
from glimt_tui.config import Loaded
from glimt_tui.rule_files.changing import Changes
from glimt_tui.rule_files.folder import Contents, File
from glimt_tui.rule_files.lock import Entry, Lock, entries_for
from glimt_tui.rule_files.past import must_be_said, rewritten
from glimt_tui.rule_files.work import Work, begun_and_changed, book_of
from glimt_tui.store.errors import Refused


class Plan(Struct, frozen=True, kw_only=True):
    """What is to be done to a folder, and the rules before and after."""

    rule_set: RuleSet
    before: RuleBook
    after: RuleBook
    contents: Contents
    changes: Changes
    #: files that had no entry in the lock, and get one
    taken_in: tuple[str, ...] = ()
    replaces: bool = False

    @property
    def names(self) -> list[str]:
        """The files of the rule set, with their paths; its own before that of its cases."""
        files = [file.name for file in self.changes.put] or [*self.changes.remove]
        return [str(self.contents.directory / name) for name in sorted(files, key=is_cases)]


# Adding ----------------------------------------------------------------------------------


class Given(Struct, frozen=True):
    """A rule set's file that somebody wants to add, with its cases."""

    source: Source
    id: str
    data: bytes
    cases: bytes | None

    def added_to(self, contents: Contents, instead_of: Collection[str]) -> Contents:
        """The contents of a folder with it, in the place of some files."""
        kept = contents.without(instead_of)
        return structs.replace(kept, sources=(*kept.sources, self.source))


def read_given(path: Path) -> Given:
    """Read a rule set's file and the cases beside it; raises InputError with what is wrong."""
    data = read_small(path)
    beside = cases_beside(str(path))
    cases = None if beside is None else read_small(beside)
    source = small_source(str(path), data)
    if beside is not None and cases is not None:
        source = structs.replace(source, beside=small_source(str(beside), cases))
    else:
        source = structs.replace(source, beside=None)
    draft = Draft(source)
    if problems := forgotten_headings(source):
        raise InputError(problems)
    return Given(source, draft.id, data, cases)


def adding(
    config: Loaded,
    work: Work,
    folders: Sequence[Contents],
    into: Path,
    given: Given,
    *,
    replace: bool,
    past: bool,
) -> Plan:
    """What it takes to add a rule set to the folder ``into``.

    Raises InputError where it is none, is there already, or would judge days that are over
    unless ``past`` says so; and Refused where it would change what is in force.
    """
    before = book_of(config, folders)
    there = next((each for each in before.rule_sets if each.id == given.id), None)
    target = next(each for each in folders if each.directory == into)
    old: list[str] = []
    if there is not None:
        _check_replacing(work, target, there, replace)
        old = _files_of(target, there)
    # read with the others of its folder, which may build on it
    coming = [given.added_to(each, old) if each is target else each for each in folders]
    after = book_of(config, coming)
    if new_problems := after.problems[len(before.problems) :]:
        raise InputError(new_problems)
    rule_set = next(each for each in after.rule_sets if each.file == given.source.name)
    changed = begun_and_changed(work, before, after)
    if changed:
        raise Refused(_would_change(rule_set, each) for each in changed)
    over = rewritten(work, before, after, rule_set.family)
    if over and not past:
        raise InputError(must_be_said(work, over))
    put = _files_to_put(target, rule_set, given, old[0] if old else None)
    going = tuple(name for name in old if name not in {file.name for file in put})
    digests = [(file.name, file.sha256) for file in put]
    who, now = work.user.name, work.now
    entries = entries_for(digests, (rule_set.family, rule_set.version), who, now)
    others = [entry for entry in unlocked(target, before, work) if entry.name not in old]
    return Plan(
        rule_set=rule_set,
        before=before,
        after=after,
        contents=target,
        changes=Changes(put=put, remove=going, entries=(*entries, *others)),
        taken_in=tuple(entry.name for entry in others),
        replaces=there is not None,
    )


def _check_replacing(work: Work, target: Contents, there: RuleSet, replace: bool) -> None:
    """Raise InputError or Refused where a rule set that is there may not be replaced."""
    if there.file not in {source.name for source in target.sources}:
        message = say(
            "{found} is there already, in {file}, and stays as it is; a change of the rules is a "
            "version of its own",
            found=there.id,
            file=there.file,
        )
        raise InputError(Problem(message=message))
    if not replace:
        message = say(
            "{found} is there already, in {file}; --replace puts another in its place as long as "
            "it is not in force",
            found=there.id,
            file=there.file,
        )
        raise InputError(Problem(message=message))
    if work.has_begun(there):
        message = say(
            "{found} has been in force since {day}, and what it has judged stays judged by it; a "
            "change of the rules is a version of its own",
            found=there.id,
            day=there.in_force.date(),
        )
        raise Refused(Problem(message=message))


def _would_change(rule_set: RuleSet, other: RuleSet) -> Problem:
    message = say(
        "with it, {other} would judge otherwise, which builds on it and has been in force since "
        "{day}",
        other=other.id,
        day=other.in_force.date(),
    )
    return Problem(message=message, where=rule_set.id)


def _files_to_put(
    target: Contents, rule_set: RuleSet, given: Given, name: str | None
) -> tuple[File, ...]:
    """The files as they are to stand in the folder, the cases first."""
    own = name or f"{rule_set.id}.toml"
    if not is_rule_set(own):
        message = say(
            "{found} can be no file of a rule set, by its beginning or its end", found=quoted(own)
        )
        raise InputError(Problem(message=message, file=rule_set.file))
    cases = cases_name(own)
    there = set() if name else _settled_names(target)
    put = [(cases, given.cases)] if given.cases is not None else []
    for each, _ in [*put, (own, given.data)]:
        if each in there:
            message = say("There is a file of this name already; nothing is written over")
            raise InputError(Problem(message=message, file=str(target.directory / each)))
    files = [File(target.directory / each, data) for each, data in [*put, (own, given.data)]]
    return tuple(files)


def _settled_names(contents: Contents) -> set[str]:
    """The files that stand in a folder, but for those that somebody left there half way."""
    pending = {entry.name for entry in (contents.lock or Lock()).files if entry.pending}
    return {file.name for file in contents.files} - pending


# Taking out ------------------------------------------------------------------------------


def removing(
    config: Loaded, work: Work, folders: Sequence[Contents], rule_set: RuleSet, past: bool
) -> Plan:
    """What it takes to take a rule set out.

    Raises InputError where that has to be said with --past, or cannot be at all.
    """
    before = book_of(config, folders)
    target = next((each for each in folders if _holds(each, rule_set)), None)
    if target is None:
        message = say(
            "{rule_set} is in no folder of the configuration, but comes with Glimt or a plugin: "
            "{file}",
            rule_set=rule_set.id,
            file=rule_set.file,
        )
        raise InputError(Problem(message=message))
    others = tuple(
        each.id
        for each in before.families[rule_set.family]
        if each.base == rule_set.version and each is not rule_set
    )
    if others:
        message = say(
            "other rule sets build on it, and would have to go first: {others}", others=others
        )
        raise Refused(Problem(message=message, where=rule_set.id))
    if work.has_begun(rule_set) and not past:
        message = say(
            "{rule_set} has been in force since {day}, and what it has judged would be judged "
            "otherwise; say so with this option",
            rule_set=rule_set.id,
            day=rule_set.in_force.date(),
        )
        raise InputError(Problem(message=message, where="--past"))
    names = _files_of(target, rule_set)
    for name in names:
        if (target.directory / name).is_symlink():
            message = say("This is a link; take it away by hand, and then run glimt rules lock")
            raise InputError(Problem(message=message, file=str(target.directory / name)))
    kept = [each.without(names) if each is target else each for each in folders]
    taken_in = [each for each in unlocked(target, before, work) if each.name not in names]
    return Plan(
        rule_set=rule_set,
        before=before,
        after=book_of(config, kept),
        contents=target,
        changes=Changes(remove=tuple(names), entries=tuple(taken_in)),
        taken_in=tuple(entry.name for entry in taken_in),
    )


def _holds(contents: Contents, rule_set: RuleSet) -> bool:
    return rule_set.file in {source.name for source in contents.sources}


def _files_of(contents: Contents, rule_set: RuleSet) -> list[str]:
    """The names of a rule set's files in its folder: its own, and that of its cases."""
    own = Path(rule_set.file).name
    cases = cases_name(own)
    return [own, *(file.name for file in contents.files if file.name == cases)]


# Taking in -------------------------------------------------------------------------------


def unlocked(contents: Contents, book: RuleBook, work: Work) -> list[Entry]:
    """Entries for the files of a folder that its lock, if it has one, does not hold."""
    entries: list[Entry] = []
    for file in contents.files:
        if contents.lock is None or not contents.lock.named(file.name):
            entries += entries_for(
                [(file.name, file.sha256)],
                rule_set_in(book.rule_sets, file),
                work.user.name,
                work.now,
            )
    return entries


def rule_set_in(rule_sets: Iterable[RuleSet], file: File) -> tuple[str, str]:
    """The family and version that a file holds, or the cases of; empty where it holds neither."""
    path = str(file.path.with_name(rule_set_name(file.name)))
    found = next((each for each in rule_sets if each.file == path), None)
    return ("", "") if found is None else (found.family, found.version)
