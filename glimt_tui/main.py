"""The ``glimt`` command: from arguments to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from glimt_rules.documents.faults import harmless, quoted
from glimt_rules.errors import GlimtError, Problem
from glimt_rules.message import say
from glimt_rules.texts import Language, Texts
from glimt_tui.config import Config, Loaded, load_config
from glimt_tui.exits import Exit, exit_for
from glimt_tui.language import language_of_locale, texts_in
from glimt_tui.parser import given, parse
from glimt_tui.plugins import asks_for_more
from glimt_tui.reports.problems import tell_errors, tell_notes
from glimt_tui.terminal import flush, set_up_streams, write

if TYPE_CHECKING:
    from glimt_tui.extensions import Extensions


def run() -> None:
    """Run the command that the program was started with, and leave with its exit code."""
    set_up_streams()
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    except SystemExit as left:  # of the parser: --help, --version and wrong options
        code = left.code if isinstance(left.code, int) else Exit.INCOMPLETE
    except Exception as error:  # before the language and the options are known
        write(f"glimt: {harmless(f'{type(error).__name__}: {error}')}\n", sys.stderr)
        code = Exit.INCOMPLETE
    sys.exit(flush(code))


def main(argv: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    texts, config, problems = _surroundings(argv)
    brought: list[Extensions] = []  # by plugins, where the command line may be about that
    try:
        # --help works whatever is wrong elsewhere
        args = parse(argv, texts, lambda: _extensions(config, brought))
    except SystemExit as leaving:
        if leaving.code != Exit.WRONG_INPUT:
            raise
        tell_errors(problems, texts)
        return _may_be_a_plugins(argv, texts, config, brought)
    if problems:
        tell_errors(problems, texts)
        return Exit.WRONG_INPUT
    from glimt_tui.cli.context import Context

    try:
        return int(args.run(Context(args, texts, config)))
    except GlimtError as error:
        tell_errors(error.problems, texts)
        return exit_for(error)
    except (Exception, SystemExit) as error:
        # Whatever it is, it is no answer: a script must not read a violation from it.
        message = say(
            "Glimt itself failed: {error}", error=quoted(f"{type(error).__name__}: {error}")
        )
        tell_errors([Problem(message=message)], texts)
        return Exit.INCOMPLETE


def _extensions(config: Loaded, brought: list[Extensions]) -> Extensions | None:
    """What plugins bring, where the configuration asks for any; kept for what is told of it."""
    if not asks_for_more(config.config.families, config.config.plugins):
        return None
    from glimt_tui.extensions import Extensions

    brought.append(Extensions(config))
    return brought[0]


def _may_be_a_plugins(
    argv: Sequence[str], texts: Texts, config: Loaded, brought: Sequence[Extensions]
) -> Exit:
    """Tell why a plugin may not have brought what the command line asks for."""
    from glimt_tui.extensions import Extensions, asks_for_unknown

    failed = [problem for extensions in brought for problem in extensions.failed]
    tell_errors([problem for extensions in brought for problem in extensions.wrong], texts)
    tell_errors(failed, texts)
    if asks_for_unknown(argv) and (names := Extensions(config).not_loaded()):
        message = say(
            "not loaded, as the configuration does not ask for it: {plugins};"
            " «glimt plugins» tells more",
            plugins=names,
        )
        tell_notes([Problem(message=message)], texts)
    return Exit.INCOMPLETE if failed else Exit.WRONG_INPUT


def _surroundings(argv: Sequence[str]) -> tuple[Texts, Loaded, Sequence[Problem]]:
    """The language and the configuration, and what is wrong with the latter."""
    wanted = _language(given("--lang", argv))
    config = Loaded(Config())
    problems: Sequence[Problem] = ()
    try:
        config = load_config(given("--config", argv))
    except GlimtError as error:
        problems = error.problems
    own = config.config.language or language_of_locale(os.environ) or "nb"
    return texts_in(wanted or own), config, problems


def _language(text: str | None) -> Language | None:
    if text == "nb":
        return "nb"
    return "en" if text == "en" else None
