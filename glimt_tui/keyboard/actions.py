"""Every action of the screen in one place: its key, what it is called, and what it does.

Footer, palette, help and the documents are made from this table, and the configuration can give
an action another key by its id. An action that cannot be done now stays where it is and says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from glimt_rules.message import Message, say

Page = Literal["today", "week", "people", "rules", "visitors"]

#: The pages, in the order of their keys.
PAGES: Mapping[Page, Message] = {
    "today": say("Today"),
    "week": say("Week"),
    "people": say("Everybody"),
    "rules": say("Rules"),
    "visitors": say("List"),
}


class Action(Struct, frozen=True, kw_only=True):
    """Something that can be done by a key."""

    id: str
    #: as Textual names keys, several by commas; the first is shown
    keys: str
    #: a word or two, for the footer
    label: Message
    #: a sentence, for palette and help
    help: Message
    #: the pages on which it can be done; everywhere where there is none
    pages: tuple[Page, ...] = ()
    #: whether the footer shows it
    shown: bool = True
    #: whether it opens something that takes the keys: what is typed next is meant for that
    opens: bool = False
    #: whether it is something to do in the booking form only
    in_form: bool = False


ACTIONS: tuple[Action, ...] = (
    *(
        Action(
            id=f"page_{page}",
            keys=str(number),
            label=title,
            help=say("Go to the page «{page}»", page=title),
            shown=False,
        )
        for number, (page, title) in enumerate(PAGES.items(), 1)
    ),
    Action(
        id="book",
        keys="n",
        label=say("Book"),
        help=say("Make a new booking"),
        pages=("today", "week", "people"),
        opens=True,
    ),
    Action(
        id="open",
        keys="enter",
        label=say("Open"),
        help=say("Open what is under the cursor"),
        opens=True,
    ),
    Action(
        id="arrive",
        keys="k",
        label=say("Arrived"),
        help=say("Receive whoever has come: hands, name and phone, and the visitor list"),
        pages=("today", "people"),
        opens=True,
    ),
    Action(
        id="depart",
        keys="g",
        label=say("Left"),
        help=say("Write down that somebody has left"),
        pages=("today", "people"),
    ),
    Action(
        id="no_show",
        keys="i",
        label=say("Did not come"),
        help=say("Write down that nobody came to the visit"),
        pages=("today",),
    ),
    Action(
        id="done",
        keys="f",
        label=say("Done"),
        help=say("Write down that the visit is over, and whether surfaces were cleaned"),
        pages=("today",),
    ),
    Action(
        id="follow_up",
        keys="l",
        label=say("Follow up"),
        help=say("Show who is to be called, and write down what came of it"),
        pages=("today", "people"),
        shown=False,
        opens=True,
    ),
    Action(
        id="by_room",
        keys="r",
        label=say("By room"),
        help=say("Lay the day out by room, or by time again"),
        pages=("today",),
        shown=False,
    ),
    Action(
        id="equipment",
        keys="e",
        label=say("Equipment"),
        help=say("Show the equipment: hand out, take back, wash, set aside, and print labels"),
        pages=("today", "week"),
        shown=False,
        opens=True,
    ),
    Action(
        id="contacts",
        keys="o",
        label=say("Outside contacts"),
        help=say("Write down how many a household has met outside the centre this week"),
        pages=("people",),
        opens=True,
    ),
    Action(
        id="person_edit",
        keys="e",
        label=say("Change"),
        help=say("Change what is recorded of a person"),
        pages=("people",),
        opens=True,
    ),
    Action(
        id="person_new",
        keys="p",
        label=say("New person"),
        help=say("Register somebody new"),
        pages=("people",),
        opens=True,
    ),
    Action(
        id="people_paste",
        keys="P",
        label=say("Paste people"),
        help=say("Register people from rows that were copied in a spreadsheet"),
        pages=("people",),
        shown=False,
        opens=True,
    ),
    Action(
        id="person_remove",
        keys="D",
        label=say("Remove"),
        help=say("Remove a person whom nothing needs any more"),
        pages=("people",),
        shown=False,
        opens=True,
    ),
    Action(
        id="previous",
        keys="left_square_bracket,comma",
        label=say("Earlier"),
        help=say("Go to the week before"),
        pages=("week", "people"),
    ),
    Action(
        id="next",
        keys="right_square_bracket,full_stop",
        label=say("Later"),
        help=say("Go to the week after"),
        pages=("week", "people"),
    ),
    Action(
        id="move",
        keys="m",
        label=say("Move"),
        help=say("Move the booking with the arrow keys, and see its verdict as it moves"),
        pages=("week",),
    ),
    Action(
        id="copy",
        keys="c",
        label=say("Copy"),
        help=say("Copy the booking, and move the copy with the arrow keys"),
        pages=("week",),
    ),
    Action(
        id="series",
        keys="r",
        label=say("Repeat"),
        help=say("Repeat the booking week by week, or show and change the series it belongs to"),
        pages=("week",),
        shown=False,
        opens=True,
    ),
    Action(
        id="zoom",
        keys="d",
        label=say("Day/week"),
        help=say("Show one day with its rooms, or the whole week"),
        pages=("week",),
    ),
    Action(
        id="plan_week",
        keys="f",
        label=say("Propose week"),
        help=say("Propose visits for a week of wishes, to take over all of them, some or none"),
        pages=("week",),
        shown=False,
        opens=True,
    ),
    Action(
        id="reveal",
        keys="v",
        label=say("Names"),
        help=say("Show the names and numbers on this page, or hide them again"),
        pages=("visitors",),
    ),
    Action(
        id="trace",
        keys="t",
        label=say("Trace"),
        help=say("Show whom somebody was with, for the health authorities"),
        pages=("visitors", "people"),
        opens=True,
    ),
    Action(
        id="family_switch",
        keys="s",
        label=say("On/off"),
        help=say("Switch the family under the cursor on or off, once you have seen what that does"),
        pages=("rules",),
        opens=True,
    ),
    Action(
        id="what_if",
        keys="h",
        label=say("What if"),
        help=say("Show what other rules would do to the coming visits, and write nothing"),
        pages=("rules",),
        opens=True,
    ),
    Action(
        id="save",
        keys="ctrl+s",
        label=say("Save"),
        help=say("Save the booking; where something is in the way, say what"),
        in_form=True,
        shown=False,
    ),
    Action(
        id="why",
        keys="f1",
        label=say("Why"),
        help=say("Show the rules about the field with the cursor: source and reading"),
        in_form=True,
        shown=False,
    ),
    *(
        Action(
            id=f"nearest_{number}",
            keys=f"f{number + 1}",
            label=say("Instead"),
            help=say("Take alternative {number} in place of what is not allowed", number=number),
            in_form=True,
            shown=False,
        )
        for number in range(1, 6)
    ),
    Action(
        id="drop",
        keys="ctrl+d",
        label=say("Cancel"),
        help=say("Cancel the booking, or throw a new one away"),
        in_form=True,
        shown=False,
    ),
    Action(
        id="take_draft",
        keys="ctrl+r",
        label=say("Draft"),
        help=say("Go on with the draft that is offered"),
        in_form=True,
        shown=False,
    ),
    Action(
        id="forget_draft",
        keys="ctrl+x",
        label=say("No draft"),
        help=say("Throw away the draft that is offered"),
        in_form=True,
        shown=False,
    ),
    Action(
        id="differences",
        keys="ctrl+o",
        label=say("Differences"),
        help=say("Show what somebody else has changed about the booking meanwhile"),
        in_form=True,
        shown=False,
    ),
    Action(
        id="undo",
        keys="u",
        label=say("Undo"),
        help=say("Take back what you did last"),
    ),
    Action(
        id="redo",
        keys="U",
        label=say("Redo"),
        help=say("Do again what you took back last"),
        shown=False,
    ),
    Action(
        id="handover",
        keys="b",
        label=say("Messages"),
        help=say("Show messages for the next shift, and what was decided today"),
        shown=False,
        opens=True,
    ),
    Action(
        id="find",
        keys="slash",
        label=say("Find"),
        help=say("Find a person or a booking by a few letters"),
        opens=True,
    ),
    Action(
        id="house",
        keys="H",
        label=say("The house"),
        help=say("Show and change rooms, equipment, cohorts, opening hours and the centre"),
        shown=False,
        opens=True,
    ),
    Action(
        id="mask",
        keys="x",
        label=say("Mask"),
        help=say("Hide all names, or show them again"),
        shown=False,
    ),
    Action(
        id="theme",
        keys="T",
        label=say("Theme"),
        help=say("Take the next theme: dark, light, or the terminal's own colours"),
        shown=False,
    ),
    Action(
        id="repaint",
        keys="ctrl+l",
        label=say("Repaint"),
        help=say("Paint the whole screen anew"),
        shown=False,
    ),
    Action(
        id="help",
        keys="question_mark",
        label=say("Help"),
        help=say("Show what the keys do here"),
        opens=True,
    ),
    Action(
        id="palette",
        keys="ctrl+p",
        label=say("Palette"),
        help=say("Look for an action by its name"),
        shown=False,
        opens=True,
    ),
    Action(
        id="quit",
        keys="q",
        label=say("Quit"),
        help=say("End the session; a draft stays where it is"),
    ),
    # after the one that quits: where the footer has no room for both, that one is told
    Action(
        id="sms",
        keys="s",
        label=say("Text"),
        help=say("Write to the people of a booking: the text to send, ready to be copied"),
        pages=("today", "week", "people"),
        opens=True,
    ),
)

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}

#: Keys that mean the same everywhere, and belong to no action.
ENTER, ESCAPE, TAB, UP_DOWN, SIDEWAYS = "⏎", "esc", "tab", "↑↓", "←→"
#: What keys are called on the keyboard.
_NAMES = {
    "enter": ENTER,
    "slash": "/",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "comma": ",",
    "full_stop": ".",
    "escape": ESCAPE,
}


def key_name(keys: str) -> str:
    """What the first of the keys is called on the keyboard."""
    first = keys.split(",")[0].strip()
    if first[0] == "f" and first[1:].isdecimal():
        return first.upper()
    return _NAMES.get(first, first.replace("ctrl+", "^"))
