"""A change of a visit as edits of the text in which it stands, for programs that apply such.

Only plain edits are named: of keys whose line holds nothing else, in a ``[[visits]]`` table or
an object of its own. What is spread over several lines, or shares one, is left to people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from glimt_rules.documents import json_text, toml_text
from glimt_rules.documents.nodes import LineCounter, Node
from glimt_rules.documents.source import Source
from glimt_rules.moments import Moment
from glimt_rules.plan.model import Plan, Visit
from glimt_tui.exchange.documents import local_time, time_text, visit_values
from glimt_tui.reports.toml_values import inline

_CLOCK_WITH_SECONDS = re.compile(r"\d[T ]\d\d:\d\d:\d\d")


class Replacement(NamedTuple):
    """A stretch of the text, and what is to stand in its place.

    Lines and columns are counted from 1, columns in code units of UTF-16; the end is where the
    first character stands that stays.
    """

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


class _Edit(NamedTuple):
    """The same by offsets in the text."""

    start: int
    end: int
    text: str


class _Member(NamedTuple):
    """A key of a visit: where its line, itself, its value and the end of its line stand."""

    line: int
    key: int
    value: int
    end: int
    line_end: int
    #: whether nothing else stands on its line, but a comma or a comment
    alone: bool


class _NotPlainError(Exception):
    """There is no plain edit for it."""


class PlainEdits:
    """The text of one plan document, and where its visits stand in it."""

    def __init__(self, plan: Plan, source: Source) -> None:
        self._text = source.text
        self._zone = ZoneInfo(plan.timezone)
        self._counter = LineCounter(source.text)
        self._place = {visit.id: place for place, visit in enumerate(plan.visits)}
        self._form: _Form = (_Json if source.format == "json" else _Toml)(source.text)

    def of(self, visit: Visit, keys: Iterable[str]) -> list[Replacement] | None:
        """What makes a visit of the document the one given, which differs in these keys.

        None where that takes more than plain edits. The replacements are in the order of the
        text, and all of them are about the text as it is now.
        """
        try:
            form = self._form
            members = form.members(self._place[visit.id])
            values = visit_values(visit, self._zone)
            insert: dict[str, str] = {}
            remove: list[str] = []
            edits: list[_Edit] = []
            for key in keys:
                if key not in values:
                    remove += [key] if key in members else []
                elif key in members:
                    there = _alone(members[key])
                    old = self._text[there.value : there.end]
                    new = self._written(visit, key, values, old)
                    edits.append(_Edit(there.value, there.end, new))
                else:
                    insert[key] = self._written(visit, key, values, members["start"])
            edits += form.removals(members, remove)
            if insert:
                edits.append(form.insertion(members, insert))
        except (_NotPlainError, ValueError):  # a time may be too far away for any document
            return None
        return [self._replacement(edit) for edit in _merged(edits)]

    def _written(
        self, visit: Visit, key: str, values: Mapping[str, object], like: _Member | str
    ) -> str:
        """A value as the document writes such."""
        if isinstance(like, _Member):
            like = self._text[like.value : like.end]
        value = getattr(visit, key)
        if not isinstance(value, Moment):
            return self._form.value(values[key])
        written = local_time(value, self._zone)
        if like.startswith(('"', "'")):
            seconds = _CLOCK_WITH_SECONDS.search(like) is not None
            return self._form.value(written.isoformat() if seconds else time_text(written))
        return written.isoformat(sep=" " if " " in like else "T")

    def _replacement(self, edit: _Edit) -> Replacement:
        return Replacement(self._position(edit.start), self._position(edit.end), edit.text)

    def _position(self, offset: int) -> tuple[int, int]:
        before = self._text[self._text.rfind("\n", 0, offset) + 1 : offset]
        return self._counter.line(offset), len(before.encode("utf-16-le")) // 2 + 1


def _alone(member: _Member) -> _Member:
    """A key that stands on a line of its own; raises where it does not."""
    if not member.alone:
        raise _NotPlainError
    return member


def _merged(edits: Iterable[_Edit]) -> Iterator[_Edit]:
    """Edits in the order of the text, those that touch made one."""
    last: _Edit | None = None
    for edit in sorted(edits):
        if last is None or edit.start > last.end:
            if last is not None:
                yield last
            last = edit
        else:
            last = _Edit(last.start, max(last.end, edit.end), last.text + edit.text)
    if last is not None:
        yield last


class _Form:
    """How the text of a document is laid out."""

    def __init__(self, text: str) -> None:
        self.text = text

    def members(self, place: int) -> Mapping[str, _Member]:
        """The keys of a visit, as they come; raises where it is no table of its own."""
        raise NotImplementedError

    def value(self, value: object) -> str:
        """A value on one line."""
        raise NotImplementedError

    def removals(self, members: Mapping[str, _Member], keys: list[str]) -> Iterator[_Edit]:
        """What takes keys away, with their lines."""
        raise NotImplementedError

    def insertion(self, members: Mapping[str, _Member], values: Mapping[str, str]) -> _Edit:
        """What adds keys, each on a line of its own after the visit's id."""
        raise NotImplementedError

    def member(self, node: Node, end: int, after: str) -> _Member:
        """A key whose value ends there; ``after`` is what may still stand on its line."""
        text = self.text
        line = text.rfind("\n", 0, node.offset) + 1
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        rest = text[end:line_end].strip()
        alone = (
            not text[line : node.offset].strip()
            and "\n" not in text[node.offset : end]
            and (not rest or re.fullmatch(after, rest) is not None)
        )
        return _Member(line, node.offset, node.start, end, line_end, alone)

    def line_break(self, member: _Member) -> str:
        """How the lines of the document end, and how far its keys are from their beginning."""
        carriage = "\r" if self.text[: member.line_end].endswith("\r") else ""
        return f"{carriage}\n{self.text[member.line : member.key]}"


class _Toml(_Form):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._root = toml_text.root(text)

    def members(self, place: int) -> Mapping[str, _Member]:
        visits = self._root.child("visits")
        visit = None if visits is None else visits.child(place)
        if visit is None or visit.bodies is None:
            raise _NotPlainError
        if visit.open:
            toml_text.expand(self.text, visit)
        return {
            str(key): self.member(node, self._end(node), "#.*")
            for key, node in (visit.children or {}).items()
        }

    def _end(self, node: Node) -> int:
        end = toml_text.skip(self.text, node.start)
        return node.start + len(self.text[node.start : end].rstrip())

    def value(self, value: object) -> str:
        return inline(value)

    def removals(self, members: Mapping[str, _Member], keys: list[str]) -> Iterator[_Edit]:
        for key in keys:
            there = _alone(members[key])
            if there.line_end < len(self.text):
                yield _Edit(there.line, there.line_end + 1, "")
            else:  # the last line: the break before it goes, too
                yield _Edit(len(self.text[: there.line].rstrip("\r\n")), there.line_end, "")

    def insertion(self, members: Mapping[str, _Member], values: Mapping[str, str]) -> _Edit:
        id_ = _alone(members["id"])
        break_ = self.line_break(id_)
        end = id_.line_end - (1 if break_.startswith("\r") else 0)
        lines = [f"{break_}{key} = {value}" for key, value in values.items()]
        return _Edit(end, end, "".join(lines))


class _Json(_Form):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._root = json_text.root(text)

    def members(self, place: int) -> Mapping[str, _Member]:
        visit = self._root
        for step in ("visits", place):
            visit = self._opened(visit)[step]
        return {
            str(key): self.member(node, json_text.skip(self.text, node.start), ",")
            for key, node in self._opened(visit).items()
        }

    def _opened(self, node: Node) -> Mapping[str | int, Node]:
        if node.open:
            json_text.expand(self.text, node)
        return node.children or {}

    def value(self, value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    def removals(self, members: Mapping[str, _Member], keys: list[str]) -> Iterator[_Edit]:
        """The last keys go with the comma before them, others with the one after them."""
        stays, last = "id", False
        for key in members:
            if key not in keys:
                stays = key
        for key, there in members.items():
            if key in keys:
                _alone(there)
                if not last and "," in self.text[there.end : there.line_end]:
                    yield _Edit(there.line, there.line_end + 1, "")
                elif not last:
                    raise _NotPlainError  # the comma stands on another line
            last = last or key == stays
        tail = [there for key, there in members.items() if there.key > members[stays].key]
        if tail:
            yield _Edit(members[stays].end, tail[-1].end, "")

    def insertion(self, members: Mapping[str, _Member], values: Mapping[str, str]) -> _Edit:
        id_ = _alone(members["id"])
        break_ = self.line_break(id_)
        lines = [f",{break_}{self.value(key)}: {value}" for key, value in values.items()]
        return _Edit(id_.end, id_.end, "".join(lines))
