"""``glimt check`` for people: what each finding tells, on a terminal and in a pipe."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from cli.writing import (
    GLIMT,
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
        "plan.toml: 4 visits judged: ✗ 1 violation, ? 1 unknown, ! 1 against advice, ✓ 1 fine"
    )
    nb = glimt("check", "plan.toml").stdout
    assert [word in nb for word in ("! RÅD senter", "✗ BRUDD", "? UKJENT")] == [True] * 3
    assert "4 besøk vurdert: ✗ 1 brudd, ? 1 ukjent, ! 1 " in nb
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
    shown = name.replace(sign, f"\\x{ord(sign):02x}")
    done = glimt("check", name, f"gone-{name}", "--only", "nasjonal", "--lang", "en")
    assert done.stdout.startswith(f"{shown}:")
    assert f"\n{shown}: 1 visit judged: ✗ 1 violation" in done.stdout
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
