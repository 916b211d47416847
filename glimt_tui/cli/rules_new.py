"""``glimt rules new``: a file for a new rule set, with what it takes over as comments."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

from glimt_rules.documents.convert import Refused
from glimt_rules.documents.faults import quoted
from glimt_rules.documents.similar import closest
from glimt_rules.documents.source import STDIN
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.moments import LocalTime, to_local_time
from glimt_rules.plan.forms import id_fault
from glimt_rules.rulesets.book import RuleBook
from glimt_rules.rulesets.draft import hook
from glimt_rules.rulesets.model import RuleSet
from glimt_tui.cli.context import Context, Gathered
from glimt_tui.cli.days import no_day, read_day
from glimt_tui.exits import Exit
from glimt_tui.reports.rule_examples import Examples
from glimt_tui.reports.rule_set_template import NewRuleSet, Template
from glimt_tui.terminal import write


def run(context: Context) -> Exit:
    """Write the file of a new rule set; one that is there already is never written over."""
    args = context.args
    with Gathered() as gathered:
        family, version = gathered.of(lambda: _named(args.name)) or ("", "")
        decided = gathered.of(lambda: _decided(args.decided))
        in_force = gathered.of(lambda: _in_force(args.in_force))
    book = context.book()
    if f"{family}@{version}" in {rule_set.id for rule_set in book.rule_sets}:
        message = say("{found} is there already", found=args.name)
        raise InputError(Problem(message=message))
    base = _base(book, family, args.base)
    new = _new(family, version, base, decided, in_force)
    text = Template(context.texts, new, Examples(book, base, new.in_force)).render()
    if args.output == STDIN:
        write(text)
    else:
        path = _path(args.output, new)
        _write(path, text)
        _tell(context, new, path)
    meant = None if family in book.families else closest(family, book.families)
    if meant is not None:
        context.note(
            say("{family} is a new family; did you mean {meant}?", family=family, meant=meant)
        )
    return context.exit_of(book)


def _new(
    family: str,
    version: str,
    base: RuleSet | None,
    decided: date | None,
    in_force: LocalTime | None,
) -> NewRuleSet:
    """What is known of the rule set: days that were not given, as its version may tell them."""
    day = _day(version)
    guessed = set()
    if decided is None and day is not None:
        decided = day
        guessed.add("decided")
    if in_force is None and day is not None:
        in_force = to_local_time(day)
        guessed.add("in_force")
    return NewRuleSet(family, version, base, decided, in_force, frozenset(guessed))


def _named(name: str) -> tuple[str, str]:
    family, at, version = name.partition("@")
    if not (family and at and version):
        message = say(
            "{found} is no name for a rule set; write nasjonal@2021-01-20", found=quoted(name)
        )
        raise InputError(Problem(message=message))
    faults = [fault for fault in map(id_fault, (family, version)) if fault is not None]
    if "." in family:
        faults.append(say("a family's name has no dot"))
    if faults:
        raise InputError(Problem(message=fault, where=name) for fault in faults)
    return family, version


def _decided(text: str | None) -> date | None:
    day = None if text is None else read_day(text)
    if text is not None and day is None:
        raise InputError(Problem(message=no_day(text), where="--decided"))
    return day


def _day(text: str) -> date | None:
    """The day that a version is called after, if it is one and no more."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        found: LocalTime = hook(LocalTime, text)
    except Refused:
        return None
    return found.date()


def _in_force(text: str | None) -> LocalTime | None:
    if text is None:
        return None
    if (day := read_day(text)) is not None:
        return to_local_time(day)
    try:
        found: LocalTime = hook(LocalTime, text)
    except Refused:
        message = say(
            "{found} is no day or time; write 2021-01-20 or 2021-01-20T16:00", found=quoted(text)
        )
        raise InputError(Problem(message=message, where="--in-force")) from None
    return found


def _base(book: RuleBook, family: str, named: str | None) -> RuleSet | None:
    """The rule set to build on: the one named, else the family's latest, if it has any."""
    versions = book.families.get(family, ())
    if named is None:
        return versions[-1] if versions else None
    given, at, version = named.rpartition("@")
    found = next((each for each in versions if each.version == version), None)
    if found is None or (at and given != family):
        raise InputError(Problem(message=_no_base(family, named, versions), where="--base"))
    return found


def _no_base(family: str, named: str, versions: tuple[RuleSet, ...]) -> Message:
    known = tuple(each.version for each in versions)
    if not known:
        return say(
            "the family {family} has no version yet: leave out --base, and a first one is made",
            family=quoted(family),
        )
    meant = closest(named, known)
    if meant is not None:
        return say(
            "{family} has no version {version}; did you mean {meant}?",
            family=family,
            version=quoted(named),
            meant=quoted(meant),
        )
    return say(
        "{family} has no version {version}; there are: {known}",
        family=family,
        version=quoted(named),
        known=known,
    )


def _path(output: str | None, new: NewRuleSet) -> Path:
    if output is None:
        return Path(new.file)
    return Path(output, new.file) if os.path.isdir(output) else Path(output)


def _write(path: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all."""
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            try:
                file.write(text)
                file.flush()
            except BaseException:
                os.unlink(path)
                raise
    except FileExistsError:
        message = say("this file is there already, and is not written over")
    except FileNotFoundError:
        message = say("there is no folder {folder}", folder=quoted(str(path.parent)))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = say("the file cannot be written: {reason}", reason=quoted(reason))
    else:
        return
    raise InputError(Problem(message=message, where="--output", file=str(path)))


def _tell(context: Context, new: NewRuleSet, path: Path) -> None:
    """Say what was written, and what comes next."""
    context.say(say("written: {file}", file=str(path)))
    if new.base is not None:
        context.say(
            say(
                "every rule of {base} stands in it, switched off; change what changes",
                base=new.base.id,
            )
        )
    context.say(say("then try it: glimt rules test {file}", file=str(path)))
