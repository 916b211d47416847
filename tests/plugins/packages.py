"""Packages of somebody else's with plugins, as an installer leaves them."""

from __future__ import annotations

from pathlib import Path

from glimt_rules.hooks import ENTRY_POINT_GROUP

HEAD = """
from glimt_rules.hooks import files_beside, hookimpl
from glimt_rules.message import Bilingual
from glimt_tui.hooks import ReportFormat, Subcommand
"""

#: Plugins that bring a format and a subcommand that work.
FORMAT = """
@hookimpl
def glimt_report_formats():
    return [ReportFormat("ids", lambda answers: "\\n".join(
        visit for answer in answers.plans for visit in answer.judgement.verdicts) + "\\n")]
"""
SUBCOMMAND = """
@hookimpl
def glimt_subcommands():
    def run(context):
        print("hello", context.args.name)
        return 1
    help = Bilingual(nb="si hei til noen", en="greet somebody")
    return [Subcommand("greet", help, run, lambda parser, texts: parser.add_argument("name"))]
"""


def package(
    folder: Path, name: str, module: str, *, point: str = "", points: str | None = None
) -> dict[str, str]:
    """Install a package of one module; returns the environment in which it is found.

    The plugin is called ``point``, by default as the package; ``points`` is the whole text of
    the entry points instead.
    """
    folder.mkdir(exist_ok=True)
    module_name = f"glimt_{name}"
    (folder / f"{module_name}.py").write_text(HEAD + module, "utf-8")
    packed = folder / f"{module_name}-2.0.dist-info"
    packed.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: glimt-{name}\nVersion: 2.0\n"
    (packed / "METADATA").write_text(metadata, "utf-8")
    if points is None:
        points = f"[{ENTRY_POINT_GROUP}]\n{point or name} = {module_name}\n"
    (packed / "entry_points.txt").write_text(points, "utf-8")
    return {"PYTHONPATH": str(folder)}


def asking_for(folder: Path, *plugins: str) -> None:
    """Write a configuration in a folder that lists these plugins."""
    (folder / "glimt.toml").write_text(f"plugins = {list(plugins)}\n", "utf-8")
