"""An sshd of one's own on loopback: everybody logs in as one user, each with a key of their own.

It runs as whoever runs the tests and lets nobody else in. Each key has a forced command, as
docs/installing.md says. What the centre's machine would have in its files, the configuration and
where ``glimt`` is, comes by the environment.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

#: sshd is seldom on the path of those who may not start services.
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/sbin"])
_PROGRAMS = ("sshd", "ssh", "ssh-keygen")
_CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized_keys
PidFile none
# the folders of tests lie below one that everybody may write
StrictModes no
UsePAM no
UseDNS no
PermitRootLogin forced-commands-only
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PrintMotd no
PrintLastLog no
ClientAliveInterval {alive}
ClientAliveCountMax 1
SetEnv {environment}
"""


def program(name: str) -> str | None:
    """Where a program is; None where there is none."""
    return shutil.which(name, path=_PATH)


def why_not() -> str | None:
    """Why no sshd can be tried here; None where one can."""
    missing = [name for name in _PROGRAMS if program(name) is None]
    if missing:
        return f"not installed: {', '.join(missing)} (openssh-server and openssh-client)"
    if not sys.platform.startswith("linux"):
        return "processes are looked for in /proc, which only Linux has"
    try:
        user = pwd.getpwuid(os.getuid())
    except KeyError:
        return "who runs the tests has no name here, and cannot log in"
    if os.path.basename(user.pw_shell) in ("nologin", "false"):
        return f"{user.pw_name}, who runs the tests, has no shell, and cannot log in"
    if os.getuid() == 0 and _is_locked(user.pw_name):
        return f"{user.pw_name}, who runs the tests, has a locked account, and cannot log in"
    if os.getuid() != 0 and not _has_ttys_of_its_group():
        return "new terminals are not of the group tty here, and only root could give them to it"
    return None


def _is_locked(name: str) -> bool:
    """Whether an account is locked, as sshd without PAM sees it."""
    try:
        lines = Path("/etc/shadow").read_text("utf-8").splitlines()
    except OSError:
        return False
    return any(line.startswith(f"{name}:!") for line in lines)


def _has_ttys_of_its_group() -> bool:
    """Whether a new terminal is of the group that sshd wants it to be of."""
    try:
        wanted = grp.getgrnam("tty").gr_gid
    except KeyError:
        return True
    line, terminal = os.openpty()
    found = os.fstat(terminal).st_gid
    os.close(line)
    os.close(terminal)
    return found == wanted


class Sshd:
    """sshd, with a key for each of some people."""

    def __init__(self, folder: Path, names: Sequence[str], environment: Mapping[str, str]) -> None:
        """``environment`` is what a session has, besides what sshd gives to everybody."""
        self._folder = folder
        self._environment = environment
        self._log = folder / "sshd.log"
        self._alive = 0
        for name in ("host", *names):
            self._make_key(name)
        (folder / "authorized_keys").write_text("".join(map(self._line, names)), "utf-8")
        if os.getuid() == 0:  # where its helper is locked in; the service makes it otherwise
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        self._process = self._start()

    def _make_key(self, name: str) -> None:
        path = str(self._folder / name)
        make = [program("ssh-keygen") or "", "-q", "-t", "ed25519", "-N", "", "-C", name]
        subprocess.run([*make, "-f", path], check=True, stdin=subprocess.DEVNULL, timeout=60)

    def _public(self, name: str) -> str:
        return (self._folder / f"{name}.pub").read_text("utf-8")

    @property
    def keys(self) -> str:
        """The file of the keys that are let in."""
        return (self._folder / "authorized_keys").read_text("utf-8")

    def _line(self, name: str) -> str:
        return f'restrict,pty,command="glimt --as {name}" {self._public(name)}'

    def ask_whether_anybody_is_there(self) -> None:
        """Start anew, and take for gone whoever does not answer for a second or two."""
        self.stop()
        self._alive = 1
        self._process = self._start()

    @property
    def patience(self) -> float:
        """After so many seconds at most, somebody who has fallen silent is taken for gone."""
        return self._alive * 3.0

    def _start(self) -> subprocess.Popen[bytes]:
        for _ in range(5):  # another program may take the port in between
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self._port = probe.getsockname()[1]
            config = self._folder / "sshd_config"
            config.write_text(
                _CONFIG.format(
                    port=self._port,
                    folder=self._folder,
                    alive=self._alive,
                    environment=" ".join(f'"{k}={v}"' for k, v in self._environment.items()),
                ),
                "utf-8",
            )
            with self._log.open("ab") as log:
                process = subprocess.Popen(
                    [program("sshd") or "", "-D", "-e", "-f", str(config)],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            if self._answers(process):
                return process
        raise AssertionError(f"sshd does not start:\n{self.log}")

    def _answers(self, process: subprocess.Popen[bytes]) -> bool:
        deadline = time.monotonic() + 10
        while process.poll() is None and time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self._port), 1) as line:
                    return line.recv(4) == b"SSH-"
            except OSError:
                time.sleep(0.02)
        process.kill()
        process.wait()
        return False

    @property
    def log(self) -> str:
        """What sshd has told."""
        return self._log.read_text("utf-8", "replace")

    def command(self, name: str) -> list[str]:
        """What logs somebody in, as on their own machine."""
        hosts = self._folder / "known_hosts"
        hosts.write_text(f"[127.0.0.1]:{self._port} {self._public('host')}", "utf-8")
        options = {
            "BatchMode": "yes",
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "GlobalKnownHostsFile": "none",
            "UserKnownHostsFile": str(hosts),
            "StrictHostKeyChecking": "yes",
            "LogLevel": "ERROR",
        }
        pairs = [part for key, value in options.items() for part in ("-o", f"{key}={value}")]
        where = ["-p", str(self._port), "-i", str(self._folder / name), "127.0.0.1"]
        return [program("ssh") or "", "-F", "none", *pairs, "-t", *where]

    def stop(self) -> None:
        """Let nobody in any more."""
        self._process.terminate()
        self._process.wait(10)
