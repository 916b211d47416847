"""``glimt label``: a label for each thing that is set aside, in large letters."""

from __future__ import annotations

from glimt_rules.documents.faults import quoted
from glimt_rules.documents.similar import closest
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_tui.cli.context import Context, Gathered
from glimt_tui.cli.equipment import stocked
from glimt_tui.cli.paper import check_output, pdf_for_a_terminal, tell_lacking, write_out
from glimt_tui.desk.equipment import Stock, Thing
from glimt_tui.exits import Exit
from glimt_tui.paper.label import LABELLED, Labels, labels_of


def run(context: Context) -> Exit:
    """Print labels; exit code 1 where a thing that is named is not set aside."""
    args = context.args
    with Gathered() as gathered:
        gathered.of(lambda: _check_options(context))
        if args.output is not None:
            gathered.of(lambda: check_output(context, context.book(of_centre=True)))
    with stocked(context) as stock:
        things = stock.things if args.all else _named(stock, args.things)
        labels = labels_of(things, stock, context.texts)
    others = [thing for thing in things if thing.state not in LABELLED]
    if not args.all:
        context.note(*(_not_aside(thing) for thing in others))
    elif not labels.labels:
        context.note(say("nothing is set aside, so there is no label"))
    if labels.labels:
        write_out(context, _as_bytes(context, labels), private=False)
    found = context.exit_of(stock.view.book)
    if found is Exit.OK and others and not args.all:
        return Exit.FAILED
    return found


def _check_options(context: Context) -> None:
    args = context.args
    problems = pdf_for_a_terminal(context)
    if bool(args.things) is args.all:
        message = say("name a thing, or --all for everything that is set aside")
        problems.append(Problem(message=message, where="--all" if args.all else "THING"))
    if problems:
        raise InputError(problems)


def _named(stock: Stock, ids: list[str]) -> list[Thing]:
    """The things of these ids; raises InputError with every one that is none."""
    found = {id_: stock.thing(id_) for id_ in ids}
    unknown = [id_ for id_, thing in found.items() if thing is None]
    if unknown:
        raise InputError(Problem(message=_unknown(stock, id_), where="THING") for id_ in unknown)
    return [thing for thing in found.values() if thing is not None]


def _unknown(stock: Stock, id_: str) -> Message:
    known = sorted(thing.thing.id for thing in stock.things)
    meant = closest(id_, known)
    if meant is not None:
        return say(
            "there is no thing {found}; did you mean {meant}?", found=quoted(id_), meant=meant
        )
    return say(
        "there is no thing {found}; there are: {known}", found=quoted(id_), known=tuple(known)
    )


def _not_aside(thing: Thing) -> Message:
    return say(
        "{thing} is not set aside, and gets no label", thing=thing.thing.name or thing.thing.id
    )


def _as_bytes(context: Context, labels: Labels) -> bytes:
    """The labels in the format that was asked for."""
    from glimt_tui.paper import label_forms

    if context.args.format == "text":
        return label_forms.as_text(labels).encode("utf-8", "backslashreplace")
    if context.args.format == "html":
        return label_forms.as_html(labels).encode("utf-8", "backslashreplace")
    tell_lacking(context, label_forms.lacking(labels))
    return label_forms.as_pdf(labels)
