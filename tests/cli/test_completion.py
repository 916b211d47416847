"""``glimt completion``: each shell completes the command line with what is printed for it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pexpect
import pytest

from cli.writing import RULE_SET, Run, rules_folder, surroundings
from conftest import GLIMT

#: What is typed, and everything that it can become: with one candidate, in every shell.
CASES = [
    ("ch", ["check"]),
    ("--lang en ch", ["check"]),
    ("--la", ["--lang"]),
    ("--lang e", ["en"]),
    ("--config c", ["c.toml"]),
    ("check week", ["week.plan.toml"]),
    ("check week.plan.toml oth", ["other.json"]),
    ("check week.plan.toml --form", ["--format"]),
    ("check week.plan.toml --format js", ["json"]),
    ("check --only nas", ["nasjonal"]),
    ("check --rules ru", ["rules/"]),
    ("explain oth", ["other.json"]),
    ("rules te", ["test"]),
    ("rules show nasjonal.ind", ["nasjonal.indoor-persons"]),
    ("rules list --rules ru", ["rules/"]),
    ("rules test week.plan.toml c", ["c.toml"]),
    ("config s", ["show"]),
    ("completion z", ["zsh"]),
]
#: With several, in the shells that tell them.
MORE = [
    ("completion ", ["bash", "zsh", "fish"]),
    ("check w", ["week.plan.toml", "word.toml"]),
    ("--lang ", ["nb", "en"]),
]


def shell(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("week.plan.toml", "word.toml", "other.json", "c.toml", "notes.txt"):
        (tmp_path / name).touch()
    rules_folder(tmp_path / "rules", mine=RULE_SET)
    return tmp_path


def environment(folder: Path) -> dict[str, str]:
    path = f"{GLIMT.parent}{os.pathsep}{os.environ['PATH']}"
    return surroundings(folder, PATH=path, LANG="en_GB.UTF-8", LC_CTYPE="C.UTF-8")


def said(command: list[str], folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True,
        encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_bash_completes(folder: Path) -> None:
    script = ["source <(glimt completion bash)"]
    for typed, _ in CASES + MORE:
        words = typed.split(" ")
        quoted = " ".join(f"'{word}'" for word in words)
        script.append(
            f"COMP_WORDS=(glimt {quoted}) COMP_CWORD={len(words)} COMPREPLY=();"
            ' _shtab_glimt; (IFS=,; echo "${COMPREPLY[*]}")'
        )
    told = said([shell("bash"), "--norc", "-c", "\n".join(script)], folder).splitlines()
    for (typed, expected), line in zip(CASES + MORE, told, strict=True):
        # bash itself puts the slash after a folder
        assert sorted(line.split(",")) == sorted(word.rstrip("/") for word in expected), typed


def test_bash_uses_it_for_the_command(folder: Path) -> None:
    told = said([shell("bash"), "-c", "source <(glimt completion bash); complete -p glimt"], folder)
    assert told.split()[-3:] == ["-F", "_shtab_glimt", "glimt"]


def test_fish_completes(folder: Path) -> None:
    script = ["glimt completion fish | source"]
    for typed, _ in CASES + MORE:
        script.append(f"complete -C 'glimt {typed}'; echo ==")
    told = said([shell("fish"), "--no-config", "-c", "\n".join(script)], folder).split("==\n")
    for (typed, expected), lines in zip(CASES + MORE, told[:-1], strict=True):
        found = [line.split("\t")[0] for line in lines.splitlines()]
        assert sorted(found) == sorted(expected), typed


def test_zsh_completes(folder: Path) -> None:
    """On a terminal, as somebody who types: a key tells what stands on the line."""
    setup = (
        "PS1='> '; KEYTIMEOUT=1; autoload -Uz compinit; compinit -u -D; "
        'eval "$(glimt completion zsh)"; '
        'tell() { zle -I; print -r -- "<<$BUFFER>>"; BUFFER=; }; zle -N tell; '
        "bindkey '^X' tell; bindkey '^I' complete-word; print re''ady"
    )
    env = {**environment(folder), "TERM": "dumb"}
    with pexpect.spawn(
        shell("zsh"), ["-f", "-i"], cwd=str(folder), env=env, encoding="utf-8", timeout=60,
        dimensions=(50, 300),
    ) as zsh:  # fmt: skip
        zsh.delaybeforesend = None
        zsh.sendline(setup)
        zsh.expect("ready\r\n")
        for typed, (expected,) in CASES:
            zsh.send(f"glimt {typed}\t\x18")
            zsh.expect("<<(.*?)>>")
            whole = [*typed.split(" ")[:-1], expected]
            assert zsh.match[1].rstrip() == f"glimt {' '.join(whole)}"
        zsh.sendline("exit")
        zsh.expect(pexpect.EOF)


def test_a_shell_that_is_none_is_wrong(glimt: Run) -> None:
    done = glimt("completion", "tcsh", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "invalid choice: 'tcsh'" in done.stderr
