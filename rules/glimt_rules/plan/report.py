"""Collecting what is wrong with a plan, and the ids that its parts refer to.

A plan that could not be read in full has None wherever something is wrong or missing,
whatever the types say; all looks here pass over that, since it has been told already.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from glimt_rules.documents.faults import Fault, LineOf, Path, path_text, quoted
from glimt_rules.documents.similar import closest
from glimt_rules.message import Message, say
from glimt_rules.plan.forms import LONGEST_TEXT, id_fault, is_plain_id, text_fault
from glimt_rules.plan.model import Cohort, Equipment, Household, Person, Room, Visit

#: Guessing what was meant takes long; nobody needs it for more words than this.
MOST_GUESSES = 200


#: Anything of a plan that has an id.
Named = Room | Equipment | Cohort | Household | Person | Visit


class Register:
    """The ids of one list of the plan, and where they stand."""

    __slots__ = ("first", "name", "whole")

    def __init__(self, name: str) -> None:
        self.name = name
        self.first: dict[str, int] = {}
        #: False where some id could not be read: then no id is known to be missing.
        self.whole = True

    def __contains__(self, id_: str) -> bool:
        return id_ in self.first


class Report:
    """The faults that have been found."""

    def __init__(self, bad: Collection[Path], line_of: LineOf | None) -> None:
        self.faults: list[Fault] = []
        self.bad = bad
        self._line_of = line_of
        self._guesses: dict[tuple[str, str], str | None] = {}

    def add(self, path: Path, message: Message | None) -> None:
        """Note a fault; no message is no fault."""
        if message is not None:
            self.faults.append(Fault(path, message))

    def text(self, path: Path, text: str | None) -> None:
        """A text field, if it is there."""
        if text is not None and not (text.isprintable() and len(text) <= LONGEST_TEXT):
            self.add(path, text_fault(text))

    def name(self, path: Path, id_: str | None) -> None:
        """A name that needs no entry of its own, but has the form of an id."""
        if id_ is not None and not is_plain_id(id_):
            self.add(path, id_fault(id_))

    def reference(self, path: Path, id_: str, register: Register) -> None:
        """An id that must stand in a list of the plan."""
        if id_ in register.first or not register.whole:
            return
        meant = self._guess(id_, register)
        if meant is not None:
            message = say(
                "There is no {found} in {list}; did you mean {meant}?",
                found=quoted(id_),
                list=register.name,
                meant=quoted(meant),
            )
        elif register.first:
            message = say(
                "There is no {found} in {list}; the id of one of them is wanted",
                found=quoted(id_),
                list=register.name,
            )
        else:
            message = say(
                "There is no {found}: the plan has no {list}",
                found=quoted(id_),
                list=register.name,
            )
        self.add(path, message)

    def _guess(self, id_: str, register: Register) -> str | None:
        key = (register.name, id_)
        if key not in self._guesses and len(self._guesses) < MOST_GUESSES:
            self._guesses[key] = closest(id_, register.first)
        return self._guesses.get(key)

    def repeats(self, path: Path, ids: Sequence[str]) -> None:
        """A list in which nothing may stand twice."""
        if len(ids) < 2 or len(set(ids)) == len(ids):
            return
        seen: set[str] = set()
        for index, id_ in enumerate(ids):
            if id_ in seen and id_ is not None:
                self.add(
                    (*path, index),
                    say("{found} stands here more than once; once is enough", found=quoted(id_)),
                )
            seen.add(id_)

    def register(self, name: str, entries: Sequence[Named] | None) -> Register:
        """The ids of a list; tells the ones of a wrong form, and those that come again."""
        register = Register(name)
        if entries is None or (name,) in self.bad:
            register.whole = False
            return register
        first = register.first
        for index, entry in enumerate(entries):
            id_ = entry.id if entry is not None else None
            if id_ is None:
                register.whole = False
                continue
            if not is_plain_id(id_):
                self.add((name, index, "id"), id_fault(id_))
            if first.setdefault(id_, index) != index:
                self._again(name, index, id_, first[id_])
        return register

    def _again(self, name: str, index: int, id_: str, first: int) -> None:
        path, other = (name, index, "id"), (name, first, "id")
        line = self._line_of(other) if self._line_of else None
        if line is None:
            message = say(
                "The id {found} is taken: {other} has it already; ids are unique in their list",
                found=quoted(id_),
                other=path_text(other[:2]),
            )
        else:
            message = say(
                "The id {found} is taken: {other} on line {line} has it already; "
                "ids are unique in their list",
                found=quoted(id_),
                other=path_text(other[:2]),
                line=line,
            )
        self.add(path, message)
