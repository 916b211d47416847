"""The options of the subcommands that show the program itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glimt_tui.parser import lazily

if TYPE_CHECKING:
    from glimt_tui.parser import Commands


def add_demo(build: Commands, commands: Any) -> None:
    """``glimt demo``: the made-up weeks."""
    parser = build.add(
        commands, "demo", build.t("try Glimt on two made-up weeks of a centre, without any set-up")
    )
    build.today(parser)
    parser.set_defaults(run=lazily("demo", "run"))


def add_config(build: Commands, commands: Any) -> None:
    """``glimt config``: what is in effect."""
    kinds = build.group(commands, "config", build.t("the configuration: show what is in effect"))
    show = build.add(
        kinds, "show", build.t("show what is in effect, and which line of which file says so")
    )
    show.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help=build.t("text, which is a configuration itself, or json (default: text)"),
    )
    show.set_defaults(run=lazily("config", "show"))


def add_plugins(build: Commands, commands: Any) -> None:
    """``glimt plugins``: what is installed, and what of it is loaded."""
    parser = build.add(
        commands,
        "plugins",
        build.t("show which plugins are installed, which are loaded and what they bring"),
    )
    build.text_or_json(parser)
    parser.set_defaults(run=lazily("plugins", "run"))


def add_schema(build: Commands, commands: Any) -> None:
    """``glimt schema``: for editors."""
    parser = build.add(
        commands, "schema", build.t("print the JSON Schema of a document, for editors")
    )
    parser.add_argument(
        "document",
        choices=("plan", "config", "rules", "wishes"),
        metavar=build.t("DOCUMENT"),
        help=build.t("the document: plan, config, rules or wishes"),
    )
    parser.set_defaults(run=lazily("schema", "run"))


def add_completion(build: Commands, commands: Any) -> None:
    """``glimt completion``: for shells."""
    parser = build.add(
        commands, "completion", build.t("print what a shell needs to complete this command")
    )
    parser.add_argument(
        "shell",
        choices=("bash", "zsh", "fish"),
        metavar=build.t("SHELL"),
        help=build.t("the shell: bash, zsh or fish"),
    )
    parser.set_defaults(run=lazily("completion", "run"))
