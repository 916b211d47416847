"""Every way in which the same screen can look, put on one after the other."""

from __future__ import annotations

from textual.filter import NoColor

from glimt_tui.screen.app import THEMES, GlimtApp

#: What the themes are called here.
DARK, LIGHT, TERMINAL = _NAMES = tuple(theme.removeprefix("textual-") for theme in THEMES)
#: As a terminal is written to whose user has set NO_COLOR.
NO_COLOR = "no-color"


def put_on(app: GlimtApp, look: str) -> None:
    """Have the app look otherwise; without colours comes last, after another theme than the first.

    Whether there are to be colours, an app asks when it is made; what it does then is done here
    to one that is at work.
    """
    if look == NO_COLOR:
        app.no_color = app.ansi_color = True
        app._filters.append(NoColor())
    app.theme = THEMES[0] if look == NO_COLOR else THEMES[_NAMES.index(look)]
