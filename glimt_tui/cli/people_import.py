"""``glimt people import``: people registered from a table, all of them or nobody."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.documents.source import STDIN, explained
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import count, say
from glimt_rules.rulesets.book import RuleBook
from glimt_tui.cli.context import Context
from glimt_tui.desk.people_table.columns import FIELDS, ROLE_NAMES, Column, why_refused
from glimt_tui.desk.people_table.rows import (
    columns_of,
    people_of,
    problems_of,
    why_no_people,
)
from glimt_tui.desk.people_table.table import Table, read_table, text_of
from glimt_tui.desk.people_table.writing import Registration, register
from glimt_tui.desk.view import View
from glimt_tui.exits import Exit
from glimt_tui.store.session import Session
from glimt_tui.terminal import write

#: What stands in ``--columns`` for a column that is not taken in.
_NOT = "-"
#: How large a table may be, in bytes: so many people no centre has.
_LARGEST = 4 * 1024 * 1024


def run(context: Context) -> Exit:
    """Read the table, tell what each row becomes, and write them as one action."""
    args = context.args
    table = read_table(text_of(_bytes_of(args.file), args.file), args.file)
    is_dry = args.dry_run
    with context.session("ro" if is_dry else "rw") as session:
        view = _view(context, session)
        columns = _columns(context, table, view)

        def look() -> Registration:
            return _registration(context, table, columns, _view(context, session))

        found = look() if is_dry else register(session.store, look)
    _tell(context, found)
    return Exit.OK


def _registration(
    context: Context, table: Table, columns: Sequence[Column], view: View
) -> Registration:
    """What the rows become by a view; raises InputError with everything that is wrong in them."""
    rows = people_of(table, columns, view)
    problems = list(problems_of(rows, context.args.file))
    if problems:
        raise InputError(problems)
    chosen = [row for row in rows if row.double is None or context.args.doubles]
    return Registration(view=view, rows=rows, chosen=chosen)


def _bytes_of(file: str) -> bytes:
    """What stands in a file, or comes from standard input; raises InputError for too much."""
    with explained(file):
        if file == STDIN:
            data = b"" if sys.stdin is None else sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with open(file, "rb") as opened:
                data = opened.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        message = say("This is larger than any table of people")
        raise InputError(Problem(message=message, file=file))
    return data


def _view(context: Context, session: Session) -> View:
    """What is registered now; no rule is asked of anything."""
    with session.store.reading() as reading:
        return View(
            reading,
            RuleBook([], active=[]),
            now=session.store.clock(),
            centre=context.config.config.centre,
        )


# The columns -------------------------------------------------------------------------------


def _columns(context: Context, table: Table, view: View) -> tuple[Column, ...]:
    """What stands in the columns; raises InputError where nobody has said it."""
    given, file = context.args.columns, context.args.file
    columns = columns_of(table, view)
    if given is not None:
        columns = _given(given, table)
    elif table.columns is None:
        told = ",".join(column.field or _NOT for column in columns)
        message = say(
            "there is no heading line; the columns look like {columns}. Say what they hold with"
            " --columns {columns}",
            columns=told,
        )
        raise InputError(Problem(message=message, file=file))
    nobody = why_no_people(columns)
    if nobody is not None:
        raise InputError(Problem(message=nobody, file=file))
    for column in columns:
        if column.is_refused:
            reason = why_refused()
            context.note(
                say("column {name} is {reason}", name=quoted(column.heading), reason=reason)
            )
        elif column.field is None and column.heading:
            context.note(
                say("column {name} is not known, and not taken in", name=quoted(column.heading))
            )
    return columns


def _given(text: str, table: Table) -> tuple[Column, ...]:
    """The columns that ``--columns`` names, from the left."""
    if table.columns is not None:
        message = say("the file has a heading line, which says what the columns hold")
        raise InputError(Problem(message=message, where="--columns"))
    names = [part.strip() for part in text.split(",")]
    problems = [
        Problem(
            message=say(
                "{found} is nothing that a column holds; there are: {known}",
                found=quoted(name),
                known=(*FIELDS, _NOT),
            ),
            where="--columns",
        )
        for name in names
        if name not in (*FIELDS, _NOT)
    ]
    fields = [name for name in names if name != _NOT]
    problems += [
        Problem(message=say("{name} stands there twice", name=name), where="--columns")
        for name in dict.fromkeys(fields)
        if fields.count(name) > 1
    ]
    if problems:
        raise InputError(problems)
    found = tuple(Column(field=None if name == _NOT else name) for name in names)  # type: ignore[arg-type]
    return (*found, *(Column() for _ in range(table.width - len(found))))


# Telling -----------------------------------------------------------------------------------


def _tell(context: Context, found: Registration) -> None:
    """What became of each row, and how many there are."""
    texts, rows, chosen = context.texts, found.rows, found.chosen
    taken, joined = {row.line for row in chosen}, found.joined
    for row in rows:
        sign = "+" if row.line in taken else "="
        person = row.person
        parts = [person.name, person.phone, texts(ROLE_NAMES[person.role]), person.cohort]
        told = ", ".join(harmless(part) for part in parts if part)
        write(f"{sign} {row.line}: {told}\n")
        for remark in (row.double, joined.get(row.line), *row.remarks):
            if remark is not None:
                write(f"    {harmless(texts(remark))}\n")
    left = len(rows) - len(chosen)
    if context.args.dry_run:
        context.say(
            count("{n} person would be registered", "{n} people would be registered", len(chosen))
        )
    else:
        context.say(count("{n} person is registered", "{n} people are registered", len(chosen)))
    if left:
        context.note(
            count(
                "{n} row is left out, since somebody is like it; --doubles registers them, too",
                "{n} rows are left out, since somebody is like them; --doubles registers them, too",
                left,
            )
        )
