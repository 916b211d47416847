"""The configuration: which rules judge, in which language, and the centre's own figures."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from glimt_rules.documents.convert import Conversion, convert
from glimt_rules.documents.faults import Fault, as_problems, quoted
from glimt_rules.documents.source import Source, parse, read_source
from glimt_rules.documents.where import Lines
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_rules.plan.model import Centre
from glimt_rules.suggest.weights import Weights
from glimt_tui.plugins import BUILT_IN

FILE_NAME = "glimt.toml"

#: A user or a group of the machine, or whom --as names; see ``_name_fault``.
Name = Annotated[str, Meta(min_length=1, max_length=64)]
#: A number of days, and what is kept for none of them is not kept at all.
Days = Annotated[int, Meta(ge=0, le=365)]
#: A text that is sent, with placeholders; see ``sms_templates``.
Template = Annotated[str, Meta(max_length=480)]


class SmsTexts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The centre's own texts in one language; those that come with Glimt where there is none."""

    confirmation: Template | None = None
    change: Template | None = None
    cancellation: Template | None = None
    reminder: Template | None = None


class Sms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent to people about their bookings."""

    #: what the centre calls itself there; without it, messages do not say whom they are from
    centre: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    #: ids of the rooms and the cohorts whose names may stand there; the others are not named
    may_name: tuple[str, ...] = ()
    nb: SmsTexts = SmsTexts()
    en: SmsTexts = SmsTexts()


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the configuration file says; every key may be left out."""

    #: the language of the texts; by default that of the locale, or Norwegian
    language: Literal["nb", "en"] | None = None
    #: the families of rules that judge
    families: Annotated[tuple[str, ...], Meta(min_length=1)] = tuple(BUILT_IN)
    #: the plugins of other packages that are loaded; by default those named as families are
    plugins: tuple[str, ...] | None = None
    #: folders with more rule sets, from the folder of the configuration file
    rule_directories: tuple[str, ...] = ()
    #: whether Python in those folders is loaded, where the folder's lock holds it
    python_in_rule_directories: bool = False
    #: for how many seconds a rule of a plugin may think about one question
    rule_seconds: Annotated[float, Meta(ge=0.1, le=3600)] = 10.0
    #: the database's file, from the folder of the configuration file
    database: Annotated[str, Meta(min_length=1, max_length=4096)] | None = None
    #: the group of the machine whose members share the database
    staff_group: Name | None = None
    #: those who may do everything, by their names on the machine or by those of --as
    admins: tuple[Name, ...] = ()
    #: the group of the machine whose members may do everything
    admin_group: Name | None = None
    #: the one user of the machine as whom everybody logs in, and who alone may use --as
    service_user: Name | None = None
    #: for how many days the visitor list is kept
    retention_days: Days = 10
    #: after how many days a booking that is over loses its people; rules look back a week
    booking_days: Annotated[int, Meta(ge=7, le=3650)] = 28
    #: for how many days the daily backups are kept
    backup_days: Days = 10
    #: after how many days somebody is missed who used to come, and left in peace once spoken with
    follow_up_days: Annotated[int, Meta(ge=1, le=365)] = 14
    #: how much each change asks that an alternative makes of a visit
    weights: Weights = Weights()
    #: what is sent to people about their bookings
    sms: Sms = Sms()
    #: the centre's own figures, where a plan does not give its own
    centre: Centre | None = None
    #: other keys for actions of the screen, by the actions' ids
    keys: dict[str, str] = {}


class Loaded(Struct, frozen=True):
    """A configuration, the file that it was read from, and its centre as it was written."""

    config: Config
    file: Path | None = None
    centre: Mapping[str, object] = {}
    source: Source | None = None

    @property
    def rule_directories(self) -> list[Path]:
        """The folders with more rule sets."""
        here = self.file.parent if self.file else Path()
        return [here / folder for folder in self.config.rule_directories]

    @property
    def database(self) -> Path | None:
        """The database's file, where the configuration names one."""
        here = self.file.parent if self.file else Path()
        return here / self.config.database if self.config.database else None

    def problem(self, message: Message, *path: str | int) -> Problem:
        """What is wrong with a value of the configuration, with its file and line."""
        lines = Lines(self.source) if self.source else None
        return as_problems([Fault(path, message)], lines)[0]


def load_config(given: str | None) -> Loaded:
    """Read the configuration: the nearest file wins as a whole.

    Looked for in this order: ``given``, ``$GLIMT_CONFIG``, the working directory, the
    user's and the site's configuration folder. Raises InputError with every problem.
    """
    path = _find(given)
    if path is None:
        return Loaded(Config())
    return read_config(read_source(path), path)


def read_config(source: Source, path: Path | None = None) -> Loaded:
    """Read a configuration strictly; raises InputError with every problem."""
    raw = parse(source)
    conversion = convert(raw, Config, source=source)
    problems = [*conversion.problems, *_problems_of_database(conversion.value, source)]
    problems += _problems_of_keys(conversion.value, source)
    problems += _problems_of_sms(conversion, source)
    centre = raw.get("centre", {})
    if centre and isinstance(centre, Mapping):
        problems = [p for p in problems if p.where.partition(".")[0] != "centre"]
        problems += _problems_of_centre(centre, source)
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    assert isinstance(centre, Mapping)
    return Loaded(conversion.whole(), path, centre, source)


def _problems_of_database(config: Config | None, source: Source) -> tuple[Problem, ...]:
    """What is wrong with the names and the path, as far as they could be read."""
    if config is None or not (config.database or config.admins or any(_names(config).values())):
        return ()
    faults = list(_faults(config))
    return as_problems(faults, Lines(source)) if faults else ()


def _names(config: Config) -> dict[str, str | None]:
    """The keys that name one user or group."""
    return {key: getattr(config, key) for key in ("staff_group", "admin_group", "service_user")}


def _faults(config: Config) -> Iterator[Fault]:
    from glimt_rules.plan.report import Report

    report = Report((), None)
    if config.database:
        report.add(("database",), _path_fault(config.database))
    for key, name in _names(config).items():
        if name:
            report.add((key,), _name_fault(name))
    admins = config.admins or ()  # None, where it is no list
    report.repeats(("admins",), admins)
    for place, name in enumerate(admins):
        if name and name == config.service_user:
            message = say(
                "{user} is the user as whom everybody logs in; an admin is named as --as does",
                user=quoted(name),
            )
            report.add(("admins", place), message)
        elif name:
            report.add(("admins", place), _name_fault(name))
    yield from report.faults


def _path_fault(text: str) -> Message | None:
    """What is wrong with a path, if anything."""
    from glimt_rules.plan.forms import text_fault

    if text.startswith("~"):
        return say("{found} begins with ~, which stands for no folder here", found=quoted(text))
    return text_fault(text, longest=4096)


def _name_fault(text: str) -> Message | None:
    """What is wrong with a name of a user or a group, if anything.

    Little is: those of a directory service may well hold spaces, backslashes and @.
    """
    from glimt_rules.plan.forms import text_fault

    if ":" in text or text != text.strip():
        return say(
            "{found} is no name of a user or a group: it holds no colon, and no space at either "
            "end",
            found=quoted(text),
        )
    return text_fault(text)


def _problems_of_keys(config: Config | None, source: Source) -> tuple[Problem, ...]:
    """What is wrong with the keys of actions; the actions are only read where there are some."""
    if config is None or not config.keys:
        return ()
    from glimt_tui.keyboard.keys import faults

    sound = {id_: keys for id_, keys in config.keys.items() if isinstance(keys, str)}
    found = [Fault(("keys", id_), message) for id_, message in faults(sound)]
    return as_problems(found, Lines(source)) if found else ()


def _problems_of_sms(conversion: Conversion[Config], source: Source) -> tuple[Problem, ...]:
    """What is wrong with the table of messages; it is only looked at where there is one."""
    config = conversion.value
    if config is None or not config.sms or config.sms == Sms():
        return ()
    from glimt_tui.sms_templates import faults

    found = list(faults(config.sms, conversion.bad))
    return as_problems(found, Lines(source)) if found else ()


def _problems_of_centre(centre: Mapping[str, object], source: Source) -> tuple[Problem, ...]:
    """The centre's figures hold what a plan's do; they are checked the same way."""
    from glimt_rules.plan.read import plan_from_raw

    try:
        plan_from_raw({"format": 1, "centre": centre}, source=source)
    except InputError as error:
        return error.problems
    return ()


class Place(Struct, frozen=True):
    """Where a configuration is looked for: a file, and the option or variable that names it."""

    path: str
    named_by: str = ""

    @property
    def is_there(self) -> bool:
        """Whether the file is there, and within reach."""
        # unlike Path.is_file, False in a folder of somebody else's, as under cron or sudo
        return os.path.isfile(self.path)


def places(given: str | None) -> list[Place]:
    """The places where a configuration is looked for, the nearest first."""
    named = [] if given is None else [Place(given, "--config")]
    if variable := os.environ.get("GLIMT_CONFIG"):
        named.append(Place(variable, "GLIMT_CONFIG"))
    return [*named, Place(FILE_NAME), *map(Place, _xdg_files())]


def _find(given: str | None) -> Path | None:
    for place in places(given):
        if place.is_there:
            return Path(place.path)
        if place.named_by:
            message = say("there is no such configuration file")
            raise InputError(Problem(message=message, where=place.named_by, file=place.path))
    return None


def _xdg_files() -> list[str]:
    """The XDG folders: two lookups, where a library for them costs more than a small plan."""
    user = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    site = os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    # relative folders are to be ignored, says the specification
    folders = filter(os.path.isabs, [user, *site.split(os.pathsep)])
    return [os.path.join(folder, "glimt", FILE_NAME) for folder in dict.fromkeys(folders)]
