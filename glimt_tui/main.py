"""The ``glimt`` command: from arguments to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from glimt_rules.errors import GlimtError
from glimt_rules.texts import Language
from glimt_tui.config import load_config
from glimt_tui.exits import exit_of
from glimt_tui.language import language_of_locale, texts_in
from glimt_tui.parser import build_parser, given
from glimt_tui.reports.problems import tell_errors
from glimt_tui.terminal import flush, set_up_streams


def run() -> None:
    """Entry point of the ``glimt`` command."""
    set_up_streams()
    try:
        code = main(sys.argv[1:])
        flush()
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(code)


def main(argv: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    wanted = _language(given("--lang", argv))
    texts = texts_in(wanted or language_of_locale(os.environ) or "nb")
    try:
        config = load_config(given("--config", argv))
        if wanted is None and config.config.language is not None:
            texts = texts_in(config.config.language)
        args = build_parser(texts).parse_args(argv)
        from glimt_tui.cli.context import Context

        return int(args.run(Context(args, texts, config)))
    except GlimtError as error:
        tell_errors(error.problems, texts)
        return int(exit_of(error))


def _language(text: str | None) -> Language | None:
    if text == "nb":
        return "nb"
    return "en" if text == "en" else None
