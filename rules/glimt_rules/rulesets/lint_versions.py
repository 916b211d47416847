"""How the versions of a family follow each other, and the days that they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from glimt_rules.documents.faults import Path
from glimt_rules.message import Message, say
from glimt_rules.moments import LocalTime, day_ticks
from glimt_rules.plan.model import DEFAULT_TIMEZONE
from glimt_rules.rulesets.lint import LintFinding, LintLevel
from glimt_rules.rulesets.model import RuleSet
from glimt_rules.rulesets.timeline import Stretch, stretches

#: The clocks by which versions are laid out; a plan of another zone has its own midnights.
ZONE = ZoneInfo(DEFAULT_TIMEZONE)


def findings(versions: Sequence[RuleSet], today: date) -> Iterator[LintFinding]:
    """What there is to say of a family's versions, which come oldest first."""
    ruled = stretches(versions, ZONE)
    for earlier, later in pairwise(ruled):
        yield from _between(earlier, later)
    for version in versions:
        if all(stretch.rule_set is not version for stretch in ruled):
            yield LintFinding(
                level="warning",
                rule_set=version,
                path=("in_force",),
                what=say("it is never in force: other versions take its place all the time"),
                do=say("look at since when it is to be in force, or take the file away"),
            )
        yield from _days(version)
        last = max((stretch.last for stretch in ruled if stretch.rule_set is version), default=0)
        if version.review_by and version.review_by < today and last > day_ticks(today, ZONE):
            yield LintFinding(
                level="warning",
                rule_set=version,
                path=("review_by",),
                what=say("it was to be looked at again by {day}", day=version.review_by),
                do=say("see whether it still fits, and write a later day, or an end"),
            )


def _between(earlier: Stretch, later: Stretch) -> Iterator[LintFinding]:
    """A gap, an older version that comes back, or a newer one that takes over."""
    before, after = earlier.rule_set, later.rule_set
    if earlier.last < later.first:
        yield LintFinding(
            level="warning",
            rule_set=before,
            path=end_path(before),
            what=say(
                "from {end} until {start}, when {version} comes into force, no version of the"
                " family is in force",
                end=shown(before.until(None)),
                start=shown(after.in_force),
                version=after.id,
            ),
            do=say(
                "if that is not meant, move this end, or the in_force of {version}",
                version=after.id,
            ),
        )
    elif after.in_force < before.in_force:
        yield LintFinding(
            level="warning",
            rule_set=before,
            path=end_path(before),
            what=say(
                "as it ends at {end}, the older {version} is in force again",
                end=shown(before.until(None)),
                version=after.id,
            ),
            do=say(
                "if that is not meant, give {version} an end that is no later", version=after.id
            ),
        )
    elif (end := before.until(None)) is None or end > after.in_force:
        yield LintFinding(
            level="note",
            rule_set=after,
            path=("in_force",),
            what=_takes_over(before, after, end),
        )


def _takes_over(before: RuleSet, after: RuleSet, end: LocalTime | None) -> Message:
    if end is None:
        return say(
            "from {start} it rules instead of {version}, which has no end of its own",
            start=shown(after.in_force),
            version=before.id,
        )
    return say(
        "from {start} it rules instead of {version}, which by itself would hold until {end}",
        start=shown(after.in_force),
        version=before.id,
        end=shown(end),
    )


def _days(version: RuleSet) -> Iterator[LintFinding]:
    """Days that do not go together: decided too late, or named as another day."""
    #: what is decided for days gone by is right where the file's note tells of it
    late: LintLevel = "note" if version.note is not None else "warning"
    explain = say("if that is right, say so in the note; otherwise mend the days")
    if version.decided > version.in_force.date():
        yield LintFinding(
            level=late,
            rule_set=version,
            path=("decided",),
            what=say(
                "it was decided on {decided}, and is in force already from {start}",
                decided=version.decided,
                start=shown(version.in_force),
            ),
            do=None if late == "note" else explain,
        )
    for place, end in enumerate(version.ends):
        if end.decided > end.until.date() and len(version.ends) > 1:
            yield LintFinding(
                level=late,
                rule_set=version,
                path=("ends", place),
                what=say(
                    "the end at {end} was decided only on {decided}, when it was past",
                    end=shown(end.until),
                    decided=end.decided,
                ),
                do=None if late == "note" else explain,
            )
    named = _as_day(version.version)
    if named is not None and named not in (version.decided, version.in_force.date()):
        yield LintFinding(
            level="warning",
            rule_set=version,
            path=("version",),
            what=say(
                "it is called {version}, but was decided on {decided} and is in force from {start}",
                version=version.version,
                decided=version.decided,
                start=shown(version.in_force),
            ),
            do=say("call it by the day on which it was decided, or mend the days"),
        )


def _as_day(version: str) -> date | None:
    try:
        return date.fromisoformat(version)
    except ValueError:
        return None


def end_path(version: RuleSet) -> Path:
    """Where the end that holds stands in the file, if it is one of several."""
    return ("until",) if len(version.ends) < 2 else ("ends", len(version.ends) - 1, "until")


def shown(moment: LocalTime | None) -> object:
    """A moment as it is told: a midnight as its day."""
    if moment is None or moment.time() != moment.min.time():
        return moment
    return moment.date()
