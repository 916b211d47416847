"""Rule sets as typed, frozen values, and the keys of their TOML files."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from glimt_rules.kinds.base import Kind, StandIn
from glimt_rules.message import Bilingual
from glimt_rules.moments import LocalTime

if TYPE_CHECKING:
    from glimt_rules.rulesets.casebook import CaseBook

Force = Literal["binding", "house", "advice"]
Level = Literal["violation", "unknown", "advice"]
Expectation = Literal[
    "violation", "unknown", "advice", "undecided", "kept", "not-applicable", "not-in-force"
]


class SourceDocument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a rule is laid down; ``published`` is the day on which that was."""

    title: Bilingual
    url: str | None = None
    published: date | None = None


class End(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An end of a rule set, and the day on which that end was made known."""

    decided: date
    until: LocalTime


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An example: a small plan, and what the rule is to say of its visits.

    The tables are those of a plan document. People, rooms and equipment that a visit
    names without an entry are taken as recorded with nothing but their id. ``force`` says
    what the rule is to be: visits alone do not tell law from a rule of the house.
    """

    name: Bilingual
    expect: Annotated[dict[str, Expectation], Meta(min_length=1)]
    force: Force | None = None
    known_at: date | None = None
    timezone: Any = msgspec.UNSET
    centre: Any = msgspec.UNSET
    rooms: Any = msgspec.UNSET
    equipment: Any = msgspec.UNSET
    cohorts: Any = msgspec.UNSET
    households: Any = msgspec.UNSET
    people: Any = msgspec.UNSET
    visits: Any


class RuleHead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys that every rule has, whatever its kind."""

    kind: str
    force: Force
    title: Bilingual
    demand: Bilingual
    note: Bilingual | None = None
    source: SourceDocument | None = None
    in_force: LocalTime | None = None
    until: LocalTime | None = None
    cases: tuple[Case, ...] = ()


class CasesOfRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The cases of one rule, where they stand in a file beside the rule set's."""

    cases: tuple[Case, ...]


class CaseFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a file of cases."""

    rules: dict[str, CasesOfRule]


class RuleSetHead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a rule set's file."""

    format: Literal[1]
    family: str
    version: str
    base: str | None = None
    drop: tuple[str, ...] = ()
    authority: Bilingual
    jurisdiction: Bilingual
    decided: date
    in_force: LocalTime
    until: LocalTime | None = None
    ends: tuple[End, ...] = ()
    review_by: date | None = None
    source: SourceDocument
    note: Bilingual | None = None
    rules: dict[str, dict[str, Any]] = {}


class Rule(Struct, frozen=True, kw_only=True):
    """One requirement of a rule set."""

    name: str
    family: str
    version: str
    force: Force
    title: Bilingual
    demand: Bilingual
    note: Bilingual | None
    source: SourceDocument
    kind: Kind
    #: a period of its own instead of its set's
    in_force: LocalTime | None = None
    until: LocalTime | None = None
    #: taken over from the base without a change, and so without cases of its own
    inherited: bool = False
    casebook: "CaseBook"
    #: what answers in the kind's place, where its code is not to be run in this process
    proxy: StandIn | None = None

    @property
    def asked(self) -> Kind:
        """What is asked when the rule judges and explains."""
        return self.kind if self.proxy is None else self.proxy

    @property
    def id(self) -> str:
        """How the rule is named: ``nasjonal.indoor-persons``."""
        return f"{self.family}.{self.name}"

    @property
    def cases(self) -> tuple[Case, ...]:
        """Its cases; raises InputError where the file that holds them is wrong."""
        return () if self.inherited else self.casebook.of(self.name)


class RuleSet(Struct, frozen=True, kw_only=True):
    """One authority's rules as decided on one day."""

    family: str
    version: str
    authority: Bilingual
    jurisdiction: Bilingual
    decided: date
    in_force: LocalTime
    #: the ends that it was given one after the other; without any, it is open
    ends: tuple[End, ...]
    source: SourceDocument
    note: Bilingual | None
    rules: tuple[Rule, ...]
    #: the file that it was read from
    file: str
    #: the rules' tables as they were read, for versions that build on this one
    tables: Mapping[str, Mapping[str, Any]]
    #: the version whose rules it took over
    base: str | None = None
    #: the day by which somebody is to look again at whether it still fits
    review_by: date | None = None

    @property
    def id(self) -> str:
        """How the rule set is named: ``nasjonal@2021-01-03``."""
        return f"{self.family}@{self.version}"

    def until(self, known_at: date | None) -> LocalTime | None:
        """The end that holds: the last one, or the last that was known on a day."""
        known = [end.until for end in self.ends if known_at is None or end.decided <= known_at]
        return known[-1] if known else None

    def known(self, known_at: date | None) -> bool:
        """Whether the rule set had been decided on that day."""
        return known_at is None or self.decided <= known_at
