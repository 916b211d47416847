"""Two people at work by ssh, in terminals of 80x24, as in the centre on any day.

Kari and Ola log in as one user of the machine, each with a key of their own. What they do goes
by keys through sshd and a pty; what is looked at is the screen, and now and then the machine.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from e2e.conftest import LogIn
from e2e.house import House
from e2e.sshd import Sshd
from e2e.terminal import Terminal, terminal_environment

#: A colleague's change is to be seen after so many seconds, and a session that has lost its line
#: to be gone.
SEEN_WITHIN, GONE_WITHIN = 1.0, 5.0
PAGE = Path(__file__).parents[2] / "docs" / "installing.md"


def book(terminal: Terminal, *, what: str) -> None:
    """Book the music room for Cecilie tomorrow, but do not save it yet."""
    terminal.press("n")
    terminal.until("New booking")
    terminal.press("cec")
    terminal.until("› Cecilie Påhitt")
    terminal.press("enter", "tab", "tomorrow 14-15", "tab", "mus")
    terminal.until("› Musikkrommet")
    terminal.press("tab", what)  # takes the room, and goes on
    terminal.until(what)
    terminal.until("can be saved")


def change(terminal: Terminal, found_by: str, title: str) -> None:
    """Open the form on a booking that is found by a few letters."""
    terminal.press("/")
    terminal.until("Find a person, a booking or a rule")
    terminal.settle()
    terminal.press(found_by)
    terminal.until(lambda seen: "Bookings" in seen.text and title in seen.text)
    terminal.press("enter")
    terminal.until(lambda seen: "Moving" not in seen.text and f"  {title}" in seen.look[-5])
    terminal.press("enter")
    terminal.until("e change")
    terminal.press("e")
    terminal.until("Change a booking")


def says(terminal: Terminal, who: str, what: str) -> bool:
    """Whether it is told on the line for it that somebody has done something."""
    *_, news = terminal.state.split("  ·  ")  # behind one's own work, if that stands there
    return news.startswith(f"{who} ") and what in news


def test_two_people_book_move_receive_and_take_back(log_in: LogIn, house: House) -> None:
    kari, ola = log_in("kari"), log_in("ola")

    book(kari, what="Gitar")
    kari.press("ctrl+s")
    kari.until("Booked:")
    ola.until(lambda seen: says(seen, "kari", "made a booking"), within=SEEN_WITHIN)

    ola.press("/")
    ola.until("Find a person, a booking or a rule")
    ola.settle()
    ola.press("gitar")
    ola.until("Bookings")
    ola.press("enter")
    ola.until("14:00–15:00 Musikkrommet  Gitar")
    ola.press("m")
    ola.until("Moving:")
    ola.press("down", "down")
    ola.until("Moving: ")
    ola.until("15:00–16:00 Musikkrommet")
    ola.press("enter")
    ola.until(lambda seen: seen.state.startswith("Moved: "))
    kari.until(lambda seen: says(seen, "ola", "moved a booking"), within=SEEN_WITHIN)

    assert "0/2" in kari.text
    kari.press("k")
    kari.until("⏎ receive")
    kari.press("enter")
    kari.until("Ane Eksempel came at")
    ola.until(lambda seen: says(seen, "kari", "received somebody"), within=SEEN_WITHIN)
    ola.press("1")
    ola.until("1/2")
    ola.until("1 person is here")

    kari.press("esc", "u")
    kari.until(lambda seen: seen.state.startswith("Taken back: received somebody"))
    kari.until("0/2")
    ola.until(lambda seen: says(seen, "kari", "took back"), within=SEEN_WITHIN)
    ola.until("0/2")
    ola.until("0 people are here")

    for terminal in (kari, ola):
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_given_back()
    journal = house.glimt("journal", "list", "--as", "ane")
    told = [line.split("  ")[2:] for line in journal.splitlines()]
    assert [who for who, *_ in told[:4]] == ["kari", "kari", "ola", "kari"], journal
    assert "The journal is whole" in house.glimt("journal", "verify", "--as", "ane")


def test_who_saves_second_is_shown_both_versions(log_in: LogIn, house: House) -> None:
    kari, ola = log_in("kari"), log_in("ola")
    for terminal, start in ((kari, "11"), (ola, "12")):
        change(terminal, "skriv", "Skriving")
        terminal.press("tab", "ctrl+u", f"tomorrow {start}-14")
        terminal.until(f"{start}:00–14:00")
        terminal.settle()

    kari.press("ctrl+s")
    kari.until("Saved:")
    ola.press("ctrl+s")
    ola.until("Somebody has changed this booking")
    ola.until("mine:")
    mine = next(line for line in ola.look if "mine:" in line)
    theirs = next(line for line in ola.look if "theirs:" in line)
    assert "12:00–14:00" in mine
    assert "11:00–14:00" in theirs
    assert "T11:00:00" in house.glimt("export", "--as", "ane")
    assert "T12:00:00" not in house.glimt("export", "--as", "ane")

    ola.press("enter")  # mine
    ola.until("Change a booking")
    ola.settle()
    ola.press("ctrl+s")
    ola.until("Saved:")
    assert "T12:00:00" in house.glimt("export", "--as", "ane")


def test_who_puts_down_second_is_told_who_was_first(log_in: LogIn) -> None:
    kari, ola = log_in("kari"), log_in("ola")
    for terminal in (kari, ola):
        terminal.press("/")
        terminal.until("Find a person, a booking or a rule")
        terminal.settle()
        terminal.press("skriv")
        terminal.until("Bookings")
        terminal.press("enter")
        terminal.until("10:00–12:00 Verkstedet  Skriving")
        terminal.press("m")
        terminal.until("Moving:")
        terminal.press("down")
        terminal.until("10:30–12:30 Verkstedet")
        terminal.settle()
    kari.press("enter")
    kari.until(lambda seen: seen.state.startswith("Moved: "))
    ola.until(lambda seen: says(seen, "kari", "moved a booking"), within=SEEN_WITHIN)
    ola.press("down")
    ola.until("11:00–13:00 Verkstedet")
    ola.press("enter")
    ola.until("kari has changed this booking meanwhile")
    ola.until("│10:30–12:30")


def test_a_lost_line_leaves_nothing_running_and_the_draft(log_in: LogIn, house: House) -> None:
    kari, ola = log_in("kari"), log_in("ola")
    book(kari, what="Gitarkurs")
    kari.settle(0.5)

    kari.vanish()
    house.all_ended("--as", "kari", within=GONE_WITHIN)
    house.assert_not_locked()
    assert house.processes("--as", "ola")
    ola.press("k")
    ola.until("⏎ receive")
    ola.press("enter")
    ola.until("Ane Eksempel came at")
    ola.press("esc", "n")
    ola.until("New booking")
    ola.settle(0.5)
    assert "Draft" not in ola.text  # it is kari's

    kari = log_in("kari")
    kari.press("n")
    kari.until("~ Draft from")
    kari.until("14:00–15:00, Cecilie")
    kari.press("ctrl+r")
    kari.until("Gitarkurs")
    kari.until("can be saved")
    kari.press("ctrl+s")
    kari.until("Booked:")
    kari.press("n")
    kari.until("New booking")
    kari.settle(0.5)
    assert "Draft" not in kari.text  # it is a booking now


def test_a_line_that_falls_silent_leaves_nothing_running_either(
    log_in: LogIn, sshd: Sshd, house: House
) -> None:
    sshd.ask_whether_anybody_is_there()
    kari = log_in("kari")
    kari.go_silent()
    house.all_ended("--as", "kari", within=sshd.patience + GONE_WITHIN)
    house.assert_not_locked()


def test_keys_that_come_all_at_once_go_where_they_are_meant(log_in: LogIn, house: House) -> None:
    kari = log_in("kari")
    kari.press("/kigun")  # each of these letters means something on the page
    kari.until("Find a person, a booking or a rule")
    kari.until("kigun")
    kari.press("esc")
    kari.press("ncecilie")
    kari.until("› Cecilie Påhitt")
    assert "took in a plan" in house.glimt("journal", "list", "--most", "1", "--as", "ane")


# What a key lets somebody do --------------------------------------------------------------------


def without_a_terminal(sshd: Sshd, *command: str) -> subprocess.CompletedProcess[str]:
    """Ask the machine for something else than the screen."""
    asked = [word for word in sshd.command("kari") if word != "-t"]
    return subprocess.run(
        [*asked, *command],
        env=terminal_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_without_a_terminal_it_is_said_what_is_missing(sshd: Sshd) -> None:
    done = without_a_terminal(sshd)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "The screen needs a terminal" in done.stderr


def test_a_key_runs_nothing_else(sshd: Sshd) -> None:
    done = without_a_terminal(sshd, "echo", "somebody was here")
    assert done.returncode == 2
    assert "somebody was here" not in done.stdout


def test_the_documents_tell_of_the_keys_that_are_tried_here(sshd: Sshd) -> None:
    assert 'restrict,pty,command="glimt --as kari" ssh-ed25519 ' in PAGE.read_text("utf-8")
    assert 'restrict,pty,command="glimt --as kari" ssh-ed25519 ' in sshd.keys
