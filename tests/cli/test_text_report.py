"""``glimt check`` for people: what each finding tells, on a terminal and in a pipe."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from cli.writing import (
    GLIMT,
    RULE_SET,
    Run,
    fine,
    gathering,
    line_of,
    on_terminal,
    plan,
    rules_folder,
    surroundings,
    unclear,
    without_colours,
    write,
)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A plan with something of every level."""
    return write(tmp_path / "plan.toml", plan(fine(title="Kaffe"), fine("near", "11:30", "12:00",
                 distance_m=1.5), gathering(), unclear()))  # fmt: skip


def test_a_finding_tells_where_what_by_which_rule_since_when_and_the_source(
    mixed: Path, glimt: Run
) -> None:
    line = line_of(mixed, 'id = "party"')
    english = glimt("check", "plan.toml", "--only", "nasjonal", "--to", "2021-01-06", "--lang=en")
    assert english.stdout.split("\n\n")[0].splitlines() == [
        f"plan.toml:{line}: ✗ VIOLATION nasjonal.private-gathering",
        "  6 people at a private gathering; at most 5 are allowed outside the home",
        "    visit   party, Wednesday 6 January 2021 at 12:00–13:00, outdoors",
        "    rule    At most five at private gatherings (binding, The Norwegian government),"
        " in force from 4 January 2021 to 19 January 2021 inclusive",
        "    source  Altinn's overview of the national measures from January 2021,"
        " https://www.altinn.no/starte-og-drive/nyheter-starte-og-drive/"
        "oversikt-over-nasjonale-koronatiltak-fra-januar-2021/",
    ]
    norwegian = glimt("check", "plan.toml", "--only", "nasjonal")
    assert norwegian.stdout.split("\n\n")[0].splitlines()[:4] == [
        f"plan.toml:{line}: ✗ BRUDD nasjonal.private-gathering",
        "  6 personer på en privat sammenkomst; høyst 5 er tillatt utenfor hjemmet",
        "    besøk  party, onsdag 6. januar 2021 kl. 12:00–13:00, utendørs",
        "    regel  Høyst fem på private sammenkomster (bindende, Regjeringen),"
        " gjelder fra 4. januar 2021 til og med 19. januar 2021",
    ]


def test_every_level_has_a_sign_and_a_word_and_the_summary_counts_them(
    mixed: Path, glimt: Run
) -> None:
    done = glimt("check", "plan.toml", "--lang", "en")
    heads = [block.splitlines()[0].partition(": ")[2] for block in done.stdout.split("\n\n")]
    assert heads[:3] == [
        "! ADVICE senter.distance-2m",
        "✗ VIOLATION nasjonal.private-gathering",
        "? UNKNOWN nasjonal.distance, senter.distance",
    ]
    assert done.stdout.splitlines()[-2] == (
        "plan.toml: 4 visits judged: ✗ 1 with violations, ? 1 with something unknown,"
        " ! 1 against advice, ✓ 1 fine"
    )
    nb = glimt("check", "plan.toml").stdout
    assert [word in nb for word in ("! RÅD senter", "✗ BRUDD", "? UKJENT")] == [True] * 3
    assert "4 besøk vurdert: ✗ 1 med brudd, ? 1 med noe ukjent, ! 1 " in nb
    assert "✓ 1 i orden" in nb


def test_a_title_and_a_rooms_name_and_a_night_are_told(tmp_path: Path, glimt: Run) -> None:
    night = fine("night", "2021-01-06T22:00", "2021-01-07T01:30", title="Nattkafé", masks=False)
    rooms = [{"id": "felles", "name": "Fellesrommet", "capacity_1m": 9, "capacity_2m": 9}]
    write(tmp_path / "plan.json", plan(night, rooms=rooms))
    done = glimt("check", "plan.json", "--only", "senter", "--lang", "en")
    assert done.stdout.splitlines()[2] == (
        "    visit   night «Nattkafé», Wednesday 6 January 2021 at 22:00–7 January 2021 at 01:30,"
        " Fellesrommet"
    )


def test_a_question_is_told_once_with_how_many_findings(tmp_path: Path, glimt: Run) -> None:
    rooms = [{"id": "felles", "name": "Fellesrommet"}]
    visits = [fine(f"v{n}", f"{n}:00", f"{n}:30", distance_m=None) for n in (10, 12, 14)]
    homes = [{"id": "ane", "outside_contacts": {"2021-W01": 0}}]
    path = write(tmp_path / "plan.toml", plan(*visits, rooms=rooms, households=homes))
    done = glimt("check", "plan.toml", "--only", "nasjonal", "--only", "senter", "--lang", "en")
    space, contacts, _ = done.stdout.split("\n\n")
    assert space.splitlines() == [
        f"plan.toml:{line_of(path, 'v10')}: ? UNKNOWN nasjonal.distance, senter.distance",
        "  How many people can keep 1 m apart in Fellesrommet?",
        "    It is not recorded whether 1 m can be kept",
        "    6 findings, at v10, v12 and v14",
    ]
    assert contacts.splitlines()[1:] == [
        "  How many people did Bo meet outside the centre in week 1?",
        "    It is not recorded how many people Bo met outside the centre in week 1; at most 10"
        " contacts in all are allowed",
        "    1 finding, at v10",
    ]
    assert done.returncode == 0


def test_a_waived_finding_tells_the_reason_and_by_whom(tmp_path: Path, glimt: Run) -> None:
    waivers = [
        {"rule": rule, "visit": id_, "reason": "Avtalt før jul", "by": "Ingrid, leder",
         "until": "2021-01-31"}
        for rule, id_ in (("senter.cohort", "mixed"), ("senter.distance", "unclear"))
    ]  # fmt: skip
    people = [{"id": "cai", "cohort": "red"}]
    mixed = fine("mixed", people=["ane", "cai"])
    write(tmp_path / "plan.toml", plan(mixed, unclear(), people=people, waivers=waivers))
    blocks = glimt("check", "plan.toml", "--only", "senter", "--lang", "en").stdout.split("\n\n")
    assert [block.splitlines()[0].partition(": ")[2] for block in blocks[:2]] == [
        "✗ VIOLATION (waived) senter.cohort",
        "? UNKNOWN (waived) senter.distance",
    ]
    for block in blocks[:2]:
        assert block.splitlines()[3] == (
            "    waived  Avtalt før jul (Ingrid, leder, to 31 January 2021 inclusive)"
        )
    assert blocks[2].startswith("plan.toml: 2 visits judged: ✓ 2 fine\n")
    norwegian = glimt("check", "plan.toml", "--only", "senter").stdout
    assert "✗ BRUDD (unntatt) senter.cohort" in norwegian
    assert "    unntatt  Avtalt før jul (Ingrid, leder, til og med 31. januar 2021)" in norwegian


# Colours and width -----------------------------------------------------------------------


def test_colours_are_for_terminals_that_want_them(mixed: Path, glimt: Run) -> None:
    folder = mixed.parent
    piped = glimt("check", "plan.toml", "nowhere.toml", "--lang", "en", env={"TERM": "xterm"})
    plain = sorted((piped.stdout + piped.stderr).splitlines())
    assert "\x1b" not in piped.stdout + piped.stderr
    code, coloured = on_terminal(folder, "check", "plan.toml", "nowhere.toml", "--lang", "en",
                                 columns=400)  # fmt: skip
    assert code == 2
    assert "\x1b[31;1m✗ VIOLATION\x1b[0m" in coloured
    assert "\x1b[33;1m? UNKNOWN\x1b[0m" in coloured
    assert "\x1b[36;1m! ADVICE\x1b[0m" in coloured
    assert "nowhere.toml: \x1b[31;1merror\x1b[0m: " in coloured
    assert sorted(without_colours(coloured).splitlines()) == plain
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        _, shown = on_terminal(folder, "check", "plan.toml", "nowhere.toml", "--lang", "en",
                               columns=400, **env)  # fmt: skip
        assert sorted(shown.splitlines()) == plain
    _, shown = on_terminal(folder, "check", "plan.toml", "--lang", "en", NO_COLOR="")
    assert "\x1b[31;1m" in shown


def test_lines_are_broken_at_the_terminals_width_and_not_in_a_pipe(mixed: Path, glimt: Run) -> None:
    whole = glimt("check", "plan.toml", "--lang", "en").stdout
    assert max(map(len, whole.splitlines())) > 150
    for columns in (70, 100):
        _, shown = on_terminal(
            mixed.parent, "check", "plan.toml", "--lang", "en", columns=columns, NO_COLOR="1"
        )
        long = [line for line in shown.splitlines() if len(line) > columns]
        assert [line.strip().startswith("https://") for line in long] == [True] * len(long)
        assert " ".join(shown.split()) == " ".join(whole.split())
        rule = next(n for n, line in enumerate(shown.splitlines()) if "At most five" in line)
        assert shown.splitlines()[rule + 1].startswith(
            "            "
        )  # under the text, not the word
    _, coloured = on_terminal(mixed.parent, "check", "plan.toml", "--lang", "en", columns=70)
    for line in without_colours(coloured).splitlines():
        assert len(line) <= 70 or "https://" in line or "visits judged" in line


# What must not disturb anybody -----------------------------------------------------------


@pytest.mark.parametrize("name", ["a\x1b[31mb.toml", "a\nplan.toml: ✓ b.toml", "a\u202eb.toml"])
def test_a_file_name_never_reaches_the_terminal_raw(tmp_path: Path, glimt: Run, name: str) -> None:
    write(tmp_path / name, plan(gathering()))
    sign = next(c for c in name if not c.isprintable())
    shown = name.replace(sign, json.dumps(sign)[1:-1])
    done = glimt("check", name, f"gone-{name}", "--only", "nasjonal", "--lang", "en")
    assert done.stdout.startswith(f"{shown}:")
    assert f"\n{shown}: 1 visit judged: ✗ 1 with violations" in done.stdout
    assert done.stderr == f"gone-{shown}: error: There is no such file\n"
    others = [
        glimt("explain", name, name, "--lang", "en"),
        glimt("rules", "show", name, "--lang", "en"),
        glimt("rules", "test", f"gone-{name}", "--lang", "en"),
        glimt("check", name, "--rules", name, "--lang", "en"),
        glimt("check", name, "--config", f"gone-{name}", "--lang", "en"),
        glimt("check", name, "--only", name, "--from", name, "--lang", "en"),
        glimt("explain", "a", "b", name, "--lang", "en"),
    ]
    for other in others:
        assert other.returncode in (2, 3)
        text = other.stdout + other.stderr
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert not any(line.startswith("plan.toml") for line in text.splitlines())


def test_letters_that_a_terminal_cannot_show_do_not_crash(mixed: Path, glimt: Run) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = glimt("check", "plan.toml", "blå.toml", env=ascii_only)
    assert done.returncode == 2
    assert (done.stdout + done.stderr).isascii()
    assert "\\u2717 BRUDD nasjonal.private-gathering" in done.stdout
    assert "Traceback" not in done.stderr
    assert "feil: Filen finnes ikke" in done.stderr
    for args in (["explain", "plan.toml", "party"], ["rules", "list"], ["check", "--help"]):
        other = glimt(*args, env=ascii_only)
        assert "Traceback" not in other.stderr
        assert other.stdout.isascii()
        assert other.stdout


def test_a_closed_pipe_gives_no_traceback_and_the_same_exit_code(mixed: Path) -> None:
    folder = mixed.parent
    big = plan(*(gathering(f"v{n}", "12:00", "13:00") for n in range(150)))
    write(folder / "big.toml", big)
    rules_folder(folder / "broken", half="format = 1\n")
    for args, code, closed in [
        (["check", "plan.toml"], 1, "stdout"),
        (["check", "big.toml"], 1, "stdout"),
        (["check", "big.toml", "--format", "json"], 1, "stdout"),
        (["check", "nowhere.toml", "big.toml"], 2, "stdout"),
        (["check", "nowhere.toml", "big.toml"], 2, "stderr"),
        (["check", "plan.toml", "--rules", "broken"], 3, "both"),
        (["explain", "plan.toml", "party"], 1, "stdout"),
        (["rules", "list"], 0, "stdout"),
        (["demo"], 0, "stdout"),
    ]:
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [str(GLIMT), *args], cwd=folder, env=surroundings(folder, PYTHONUTF8="1"),
            stdout=subprocess.DEVNULL if closed == "stderr" else writing,
            stderr=subprocess.PIPE if closed == "stdout" else writing,
            check=False, timeout=60,
        )  # fmt: skip
        os.close(writing)
        assert (args, done.returncode) == (args, code)
        assert b"Traceback" not in (done.stderr or b"")
        assert b"Broken" not in (done.stderr or b"")


# What stands beside, and who is called what ------------------------------------------------


def test_the_other_visits_that_were_counted_stand_beside(tmp_path: Path, glimt: Run) -> None:
    days = [("d5", 5), ("d6", 6)]
    strap = [
        fine(id_, f"2021-01-0{day}T10:00", f"2021-01-0{day}T11:00", people=[who],
             equipment=["strap"], booked_at="2021-01-04T12:00")
        for (id_, day), who in zip(days, ("ane", "bo"), strict=True)
    ]  # fmt: skip
    things = [{"id": "strap", "washable": False}]
    write(tmp_path / "plan.toml", plan(*strap, equipment=things))
    english = glimt("check", "plan.toml", "--only", "senter", "--lang", "en").stdout
    assert "\n    beside  d5 (5 Jan 10:00–11:00)\n" in english.replace(" 05 Jan", " 5 Jan")
    explained = glimt("explain", "plan.toml", "d6", "--only", "senter", "--lang", "en").stdout
    assert "\n    beside        d5 (" in explained
    norwegian = glimt("check", "plan.toml", "--only", "senter").stdout
    assert " d5 (5.1. 10:00–11:00)\n" in norwegian
    # a visit that stands by itself has nothing beside it
    write(tmp_path / "party.toml", plan(gathering()))
    assert "beside" not in glimt("check", "party.toml", "--lang", "en").stdout
    people = [f"v{n:02d}" for n in range(14)]
    many = [fine(id_, "10:00", "11:00", people=[id_], room=id_) for id_ in people]
    write(tmp_path / "many.toml", plan(*many))
    told = glimt("check", "many.toml", "--only", "nasjonal", "--lang", "en").stdout
    last = told.split("\n\n")[-2]
    assert ", v11 (" in last
    assert "v12 (" not in last
    assert ", 1 more\n" in last


def test_a_period_ends_where_another_version_takes_over(tmp_path: Path, glimt: Run) -> None:
    sunday = fine("sun", "2021-01-03T10:00", "2021-01-03T11:00", booked_at=None)
    monday = fine("mon", "2021-01-04T10:00", "2021-01-04T11:00", booked_at=None)
    write(tmp_path / "plan.toml", plan(sunday, monday))
    done = glimt("check", "plan.toml", "--only", "senter", "--lang", "en")
    rules = [line for line in done.stdout.splitlines() if line.startswith("    rule ")]
    assert [line.rpartition("in force from ")[2] for line in rules] == [
        "26 December 2020 to 3 January 2021 inclusive",
        "4 January 2021 to 29 January 2021 inclusive",
    ]
    # before the new one was decided, the old one was to rule on
    known = glimt("check", "plan.toml", "--only", "senter", "--known-at", "2021-01-03", "--lang=en")
    rules = [line for line in known.stdout.splitlines() if line.startswith("    rule ")]
    assert {line.rpartition("in force from ")[2] for line in rules} == {
        "26 December 2020 to 9 January 2021 inclusive"
    }


def test_an_answer_that_is_not_complete_says_so_in_the_report(mixed: Path, glimt: Run) -> None:
    rules_folder(mixed.parent / "rules", half="format = 1\n", prove=RULE_SET)
    english = glimt("check", "plan.toml", "--rules", "rules", "--lang", "en")
    assert english.returncode == 3
    assert english.stdout.splitlines()[-1] == (
        "✗ The answer is not complete: rules could not be loaded, or failed"
    )
    norwegian = glimt("check", "plan.toml", "--rules", "rules")
    assert norwegian.stdout.splitlines()[-1].startswith("✗ Svaret er ikke fullstendig")
    whole = glimt("check", "plan.toml", "--lang", "en")
    assert "not complete" not in whole.stdout


def test_people_are_called_by_name_for_people_and_by_id_for_programs(
    tmp_path: Path, glimt: Run
) -> None:
    names = {"ane": "Åse Synnøve", "bo": "Bård Vidar", "cai": "Kåre Nikolai"}
    people = [
        {"id": id_, "name": name, "cohort": id_, "phone": "1", "household": f"h-{id_}",
         "symptoms": [{"from": "2021-01-01"}]}
        for id_, name in names.items()
    ]  # fmt: skip
    strap = {"equipment": ["strap"], "distance_m": 0.5, "masks": False}
    home = {"setting": "home", "host": "ane", "room": None}
    visits = [
        fine("one", "10:00", "11:00", people=["ane", "bo"], **strap),
        fine("two", "10:30", "11:30", people=["cai", "bo"], **strap),
        fine("three", "13:00", "14:00", people=[*names], **home),
        fine("four", "15:00", "16:00", people=[*names], kind="support_contact"),
    ]
    more = {"equipment": [{"id": "strap", "washable": False}], "households": []}
    write(tmp_path / "plan.toml", plan(*visits, people=people, **more))
    for language in ("nb", "en"):
        done = glimt("check", "plan.toml", "--format", "json", "--lang", language)
        assert done.returncode == 1
        text = glimt("check", "plan.toml", "--lang", language)
        for name in names.values():
            assert name not in done.stdout + done.stderr
            assert name in text.stdout
        explained = glimt("explain", "plan.toml", "one", "--lang", language)
        assert names["ane"] in explained.stdout
        told = [f["message"] for f in json.loads(done.stdout)["findings"]]
        assert any("ane" in message for message in told)


# Where nothing can be written ----------------------------------------------------------------


def in_shell(folder: Path, command: str, stdin: str | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["sh", "-c", f"{GLIMT} {command}"], cwd=folder, text=True, capture_output=True,
        env=surroundings(folder, PYTHONUTF8="1"), input=stdin, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full disk to write to")
@pytest.mark.parametrize("unbuffered", ["", "PYTHONUNBUFFERED=1"])
def test_a_full_disk_is_told_and_never_a_pass(mixed: Path, unbuffered: str) -> None:
    folder = mixed.parent
    write(folder / "good.toml", plan(fine()))
    for command in (
        "check good.toml", "check plan.toml", "check good.toml --format json", "rules list",
        "explain good.toml fine", "rules show senter.cohort", "--help", "--version", "demo",
    ):  # fmt: skip
        done = subprocess.run(
            ["sh", "-c", f"{unbuffered} {GLIMT} {command} --lang en >/dev/full"], cwd=folder,
            env=surroundings(folder, PYTHONUTF8="1") | {"PYTHONUNBUFFERED": ""},
            text=True, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert (command, done.returncode) == (command, 3)
        assert "No space left on device" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    # standard error is no result: the exit code still tells the truth
    for command, code in (("check gone.toml", 2), ("check plan.toml gone.toml", 2), ("--oops", 2)):
        done = in_shell(folder, f"{command} 2>/dev/full")
        assert (command, done.returncode) == (command, code)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_give_no_traceback_and_the_true_exit_code(mixed: Path, closed: str) -> None:
    folder = mixed.parent
    write(folder / "good.toml", plan(fine()))
    rules_folder(folder / "broken", half="format = 1\n")
    for command, code in (
        ("check good.toml", 0), ("check plan.toml", 1), ("check plan.toml --format json", 1),
        ("check gone.toml", 2), ("check good.toml --rules broken", 3), ("--help", 0), ("", 2),
        ("check --oops", 2), ("explain plan.toml party", 1), ("rules list", 0),
    ):  # fmt: skip
        done = in_shell(folder, f"{command} {closed}")
        assert (command, done.returncode) == (command, code)
        assert "Traceback" not in done.stderr
        assert "Exception ignored" not in done.stderr
    if "<&-" in closed:
        done = in_shell(folder, f"check - --lang en {closed}")
        assert done.returncode == 2
        if "2>" not in closed:
            assert done.stderr == "-: error: There is no standard input to read\n"
