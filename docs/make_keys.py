"""Writes the page of all keys: ``python docs/make_keys.py``; with ``--check``, says if it is stale.

The keys are the registry's, ``glimt_tui.keyboard.actions``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from glimt_tui.keyboard.actions import ACTIONS, PAGES, Action, key_name
from glimt_tui.keyboard.keys import NAMED, WITH_CTRL, keys_in
from glimt_tui.language import texts_in

PAGE = Path(__file__).with_name("keys.md")
HEAD = """\
<!-- Written by docs/make_keys.py from the registry of actions; do not edit. -->
# Keys

What every key of the screen does. `?` shows the same for the page that is open, with the reason
where something cannot be done just then; `ctrl+p` looks for an action by a few letters of its name.
The arrow keys move the cursor, `tab` goes to the next part of the screen or the next field, and
`esc` closes what is open beside the page.

An action has another key where the [configuration](../sample_config.toml) says so, by the id of the
action. Several keys are parted by commas. Two actions that can be done on the same page cannot have
the same key; `glimt config show` tells what is wrong.

```toml
[keys]
book = "æ"
find = "/, f7"
```
"""


def page() -> str:
    """The page, in Markdown."""
    texts = texts_in("en")
    blocks = [
        HEAD,
        f"A key is a letter or a sign, one of {_listed(NAMED)}, or `ctrl+` with one of the letters "
        f"{_listed(WITH_CTRL)}.\n",
        *_section("Everywhere", (action for action in ACTIONS if not action.pages)),
    ]
    for number, (page_, title) in enumerate(PAGES.items(), 1):
        here = [action for action in ACTIONS if page_ in action.pages]
        blocks += _section(f"{number}: {texts(title)}", here)
    return "\n".join(blocks)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _section(title: str, actions: Iterable[Action]) -> Iterator[str]:
    texts = texts_in("en")
    rows = [
        f"| {_keys(action)} | {texts(action.label)} | `{action.id}` | {texts(action.help)} |"
        for action in actions
    ]
    if rows:
        head = ["| key | name | id | what it does |", "| --- | --- | --- | --- |"]
        yield "\n".join([f"## {title}\n", *head, *rows]) + "\n"


def _keys(action: Action) -> str:
    return " or ".join(f"`{key_name(key)}`" for key in keys_in(action.keys))


def main(argv: list[str]) -> int:
    """Write the page, or say that it is stale."""
    if "--check" not in argv:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text("utf-8") == page():
        return 0
    sys.stderr.write("docs/keys.md is out of date; write it again: python docs/make_keys.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
