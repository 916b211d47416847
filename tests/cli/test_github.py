"""``glimt check --format github``: annotations that hosts read, worst first."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from cli.kinds_of_plans import LONG, ODD, every_plan, mixed
from cli.writing import (
    FAILING_KIND,
    Run,
    as_toml,
    fine,
    gathering,
    line_of,
    plan,
    plugin,
    rules_folder,
    unclear,
    write,
)
from glimt_tui.reports.github import annotation

Read = tuple[str, dict[str, str], str]
WORKFLOW_COMMAND = re.compile(r"::(\w+)(?: (.*?))?::(.*)", re.DOTALL)


def parsed(line: str) -> Read:
    """An annotation as a runner reads it: command, properties, message."""
    match = WORKFLOW_COMMAND.fullmatch(line)
    assert match, line
    command, given_, message = match.groups()
    properties = {}
    for part in (given_ or "").split(","):
        if part:
            name, _, value = part.partition("=")
            properties[name] = unescaped(value.replace("%3A", ":").replace("%2C", ","))
    return command, properties, unescaped(message)


def unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def check(glimt: Run, *args: str, **more: object) -> list[Read]:
    done = glimt("check", *args, "--format", "github", "--lang", "en", **more)
    return [parsed(line) for line in done.stdout.splitlines()]


def test_a_finding_is_an_annotation_at_its_visit(tmp_path: Path, glimt: Run) -> None:
    path = write(tmp_path / "plan.toml", plan(fine(), gathering()))
    ((command, properties, message),) = check(glimt, "plan.toml")
    assert command == "error"
    assert properties == {
        "file": "plan.toml", "line": str(line_of(path, 'id = "party"')),
        "title": "party: nasjonal.private-gathering",
    }  # fmt: skip
    told, rule, source = message.split("\n")
    assert "at most 5" in told
    assert "(binding, The Norwegian government), in force from 4 January 2021" in rule
    assert "https://www.altinn.no/" in source


def test_violations_are_errors_the_unknown_warnings_and_advice_notices_worst_first(
    tmp_path: Path, glimt: Run
) -> None:
    write(tmp_path / "a.toml", plan(unclear(), fine("near", "08:00", "08:30", distance_m=1.5)))
    write(tmp_path / "b.toml", mixed())
    found = check(glimt, "a.toml", "b.toml")
    commands = [command for command, _, _ in found]
    assert set(commands) == {"error", "warning", "notice"}
    assert commands == sorted(commands, key=["error", "warning", "notice"].index)
    titles = [f"{p['file']} {p['title']}" for command, p, _ in found if command == "warning"]
    assert titles == [
        "a.toml unclear: nasjonal.distance", "a.toml unclear: senter.distance",
        "b.toml unclear: nasjonal.distance", "b.toml unclear: senter.distance",
    ]  # fmt: skip
    assert found[0][1]["file"] == "b.toml"


def test_what_is_unknown_is_an_error_where_it_fails_and_comes_after_the_violations(
    tmp_path: Path, glimt: Run
) -> None:
    write(tmp_path / "plan.toml", mixed())
    plain, strict = check(glimt, "plan.toml"), check(glimt, "plan.toml", "--strict")
    assert {command for command, _, _ in strict} == {"error", "notice"}
    assert [told for _, *told in plain] == [told for _, *told in strict]


def test_what_is_waived_is_left_out_and_nobody_is_named(tmp_path: Path, glimt: Run) -> None:
    tables = mixed()
    tables["people"][0]["name"] = "Ane Hemmelig"
    tables["people"][0]["phone"] = "1"
    write(tmp_path / "plan.toml", tables)
    found = check(glimt, "plan.toml")
    assert not [title for _, p, _ in found if (title := p["title"]).endswith("booked-ahead")]
    assert [m for _, p, m in found if "visitor-list" in p["title"] and "ane" in m]
    told = repr(found)
    assert "Hemmelig" not in told
    assert "Kari" not in told
    assert LONG[:20] not in told


def test_wrong_plans_and_failures_come_before_everything_else(tmp_path: Path, glimt: Run) -> None:
    found = check(glimt, *every_plan(tmp_path))
    firsts = [(command, p["file"], p["title"]) for command, p, _ in found[:3]]
    assert firsts[-1] == ("error", "gone.toml", "glimt")
    assert {file for _, file, _ in firsts[:2]} == {"wrong.toml"}
    assert "visits[0].end" in {title for _, _, title in firsts}
    assert all(p["line"] for _, p, _ in found[:2])
    assert "line" not in found[2][1]
    assert found[3][1]["file"] == "mixed.toml"


def test_rule_sets_and_rules_that_failed_are_told_once(tmp_path: Path, glimt: Run) -> None:
    env = plugin(tmp_path / "path", FAILING_KIND, odd=ODD, half='format = 1\nfamily = "prove"\n')
    (tmp_path / "glimt.toml").write_text('families = ["prove"]\n')
    write(tmp_path / "plan.toml", plan(fine()))
    found = check(glimt, "plan.toml", "plan.toml", env=env)
    failed = [(p["title"], message) for _, p, message in found if "prove.few@" in p["title"]]
    assert len(failed) == 1
    assert "oh no" in failed[0][1]
    assert found[0][0] == "error"
    assert [p["title"] for command, p, _ in found if command == "warning"] == [
        "fine: prove.few", "fine: prove.few"
    ]  # fmt: skip
    rules_folder(tmp_path / "rules", half='format = 1\nfamily = "prove"\nversion = "x"\n')
    (tmp_path / "glimt.toml").unlink()
    told = check(glimt, "plan.toml", "gone.toml", "--rules", "rules")
    assert told[0][1]["file"] == "gone.toml"
    assert any(p.get("file") == "rules/half.toml" for _, p, _ in told)
    assert len(told) == len({repr(one) for one in told})


def test_a_plan_from_standard_input_names_no_file(tmp_path: Path, glimt: Run) -> None:
    ((_, properties, _),) = check(glimt, "-", stdin=as_toml(plan(gathering())))
    assert properties == {"title": "party: nasjonal.private-gathering"}


def test_a_plan_without_faults_prints_nothing(tmp_path: Path, glimt: Run) -> None:
    write(tmp_path / "good.toml", plan(fine()))
    write(tmp_path / "empty.toml", {"format": 1})
    done = glimt("check", "good.toml", "empty.toml", "--format", "github")
    assert [done.returncode, done.stdout] == [0, ""]


def test_the_same_plans_give_the_same_bytes(tmp_path: Path, glimt: Run) -> None:
    plans = every_plan(tmp_path)
    texts = {
        glimt("check", *plans, "--format", "github", env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2", "3")
    }
    assert len(texts) == 1


odd = st.text(st.sampled_from("%:,\r\n=;0ADC25 æ"), max_size=20) | st.text(max_size=20)


@given(message=odd, file=odd, title=odd, line=st.none() | st.integers(1, 9))
@example(message="100 %0A", file="a,b:c=1%2C.toml", title="::error::x\r\n", line=None)
def test_whatever_stands_in_an_annotation_can_be_read_back(
    message: str, file: str, title: str, line: int | None
) -> None:
    written = annotation("error", message, file=file, line=line, title=title)
    assert "\n" not in written
    assert "\r" not in written
    command, properties, told = parsed(written)
    assert [command, told] == ["error", message]
    wanted = {"file": file, "line": "" if line is None else str(line), "title": title}
    assert properties == {name: value for name, value in wanted.items() if value}
