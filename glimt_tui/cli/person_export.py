"""``glimt person export``: all that is held about somebody, to be given to them."""

from __future__ import annotations

import json
from datetime import date, datetime

from glimt_rules.message import say
from glimt_tui.access import require_admin
from glimt_tui.cli.context import Context
from glimt_tui.desk.drafts import KEPT_FOR
from glimt_tui.desk.drafts_naming import drafts_naming, whos_in
from glimt_tui.exits import Exit
from glimt_tui.reports.person_export import Beside, PersonExport, Values
from glimt_tui.reports.person_text import PersonText
from glimt_tui.store.held import Held, held, person_meant
from glimt_tui.store.held_copies import copies_with
from glimt_tui.store.session import Session
from glimt_tui.terminal import write, write_for_programs

#: What only an admin may do, as it follows on "may".
EXPORTING = say("print all that is held about somebody")


def run(context: Context) -> Exit:
    """Print what is held; the journal tells that it was done, and of nobody."""
    with context.session() as session:
        require_admin(session.user, EXPORTING)
        values = _exported(session, context.args.person)
    if context.args.format == "json":
        told = json.dumps(values, ensure_ascii=False, indent=1, default=_iso)
        write_for_programs(told + "\n")
    else:
        write("".join(f"{line}\n" for line in PersonText(context.texts).lines(values)))
    context.note(
        say(
            "read it before you hand it over: what people wrote in their own words may tell of "
            "others, too"
        )
    )
    return Exit.OK


def _exported(session: Session, typed: str) -> Values:
    """What is held about somebody; with the entry that tells of it, or not at all."""
    with session.store.action("person_export") as action:
        id_ = person_meant(action.writing, typed)
        found = held(action.writing, session.keys, id_)
        zone, now = action.zone(), action.now
        action.facts["records"] = _records(found)
        action.facts["entries"] = len(found.journal)
        whos = whos_in(action.writing, session.user.name)
    drafts = drafts_naming(session.path, whos, found.called)
    beside = Beside(
        drafts=tuple(draft.touched for draft in drafts),
        draft_days=KEPT_FOR,
        copies=tuple(copies_with(session.path, session.backup_days, id_)),
    )
    return PersonExport(found, beside, session.keeping, zone=zone, now=now).values()


def _records(found: Held) -> int:
    own = [found.record, found.household]
    beside = (*found.visits, *found.waivers, *found.visitors, *found.others)
    return sum(record is not None for record in own) + len(beside)


def _iso(value: object) -> str:
    assert isinstance(value, date | datetime)
    return value.isoformat()
