"""Who is at work, and what they may do: by what the system says, and by nothing else."""

from __future__ import annotations

import grp
import os
import pwd
from pathlib import Path
from typing import NamedTuple

import pytest

from glimt_rules.documents.source import Source
from glimt_rules.errors import GlimtError, InputError
from glimt_rules.message import say
from glimt_rules.texts import Texts
from glimt_tui.access import User, require_admin, who
from glimt_tui.config import Loaded, read_config
from glimt_tui.store.errors import Refused, StoreError

#: The users of a made-up machine: number, own group.
USERS = {"root": (0, 0), "ane": (1001, 1001), "bo": (1002, 50), "cai": (1003, 1003),
         "senter": (900, 900)}  # fmt: skip
#: Its groups: number, members.
GROUPS = {"staff": (50, ["ane", "senter"]), "leaders": (60, ["cai"]), "ldap": (70, [])}
ANE, BO, CAI, SENTER = 1001, 1002, 1003, 900
RESTORE = say("restore a backup")
EN = Texts("en")


class Entry(NamedTuple):
    pw_name: str
    pw_uid: int
    pw_gid: int


class Group(NamedTuple):
    gr_name: str
    gr_gid: int
    gr_mem: list[str]


class Machine:
    """A machine with those users and groups, and whoever is at work on it."""

    def __init__(self) -> None:
        self.uid = ANE
        #: groups that only a directory service tells
        self.more: dict[str, list[int]] = {}

    def entry(self, uid: int) -> Entry:
        return next(Entry(name, *ids) for name, ids in USERS.items() if ids[0] == uid)

    def getpwuid(self, uid: int) -> Entry:
        if uid not in {each for each, _ in USERS.values()}:
            raise KeyError(f"getpwuid(): uid not found: {uid}")
        return self.entry(uid)

    def getgrnam(self, name: str) -> Group:
        return Group(name, *GROUPS[name])

    def getgrouplist(self, name: str, gid: int) -> list[int]:
        return [gid, *self.more.get(name, [])]


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    tmp_path_factory.getbasetemp()  # belongs to whoever runs the tests, not to whom they make up
    made = Machine()
    monkeypatch.setattr(os, "getuid", lambda: made.uid)
    monkeypatch.setattr(pwd, "getpwuid", made.getpwuid)
    monkeypatch.setattr(grp, "getgrnam", made.getgrnam)
    monkeypatch.setattr(os, "getgrouplist", made.getgrouplist)
    return made


def config(text: str = "", file: Path | None = None) -> Loaded:
    text = f'language = "en"\n{text}'
    return read_config(Source(name="glimt.toml", text=text, format="toml"), file)


def told(error: GlimtError) -> str:
    (problem,) = error.problems
    return EN.sentence(problem.message)


def wrong(loaded: Loaded, as_name: str | None = None) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        who(loaded, as_name)
    return caught.value.problems[0].where, told(caught.value)


def role(text: str = "", *, owner_uid: int | None = None) -> str:
    return who(config(text), owner_uid=owner_uid).role


# Who it is -------------------------------------------------------------------------------


def test_the_user_is_whom_the_system_knows_by_the_number() -> None:
    user = who(config(), None)
    assert (user.name, user.role, user.unix_name) == ("ane", "staff", "ane")


def test_what_the_environment_says_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER"):
        monkeypatch.setenv(variable, "cai")
    monkeypatch.setenv("SUDO_UID", str(CAI))
    user = who(config('admins = ["cai"]'), None)
    assert (user.name, user.role, user.unix_name) == ("ane", "staff", "ane")


def test_a_number_without_a_name_is_told(machine: Machine) -> None:
    machine.uid = 4711
    where, text = wrong(config())
    assert where == ""
    assert text.startswith("This runs as the user with the number 4711, who has no name")


def test_the_user_as_whom_all_log_in_says_who_it_is(machine: Machine) -> None:
    machine.uid = SENTER
    user = who(config('service_user = "senter"'), "åse.b")
    assert (user.name, user.role, user.unix_name) == ("åse.b", "staff", "senter")


def test_the_user_as_whom_all_log_in_must_say_who_it_is(machine: Machine) -> None:
    machine.uid = SENTER
    assert wrong(config('service_user = "senter"')) == (
        "--as",
        "Everybody logs in as this user, so each key in authorized_keys must say whose it is, "
        "by the command glimt --as NAME",
    )


@pytest.mark.parametrize("uid", [ANE, 0])
def test_nobody_else_may_say_who_it_is(machine: Machine, uid: int) -> None:
    machine.uid = uid
    name = machine.entry(uid).pw_name
    assert wrong(config('service_user = "senter"'), "cai") == (
        "--as", f'Only "senter" may say who is at work; you are "{name}"',
    )  # fmt: skip
    assert wrong(config(), name) == (
        "--as",
        "The configuration names no service_user, who alone may say who is at work; you are "
        f'"{name}"',
    )


@pytest.mark.parametrize("name", ["", " ", "a b", "a:b", "a/b", "a\nb", "a" * 65, "\u202eane"])
def test_a_name_that_is_none_is_refused(machine: Machine, name: str) -> None:
    machine.uid = SENTER
    where, text = wrong(config('service_user = "senter"'), name)
    assert where == "--as"
    assert "id" in text


# What they may do ------------------------------------------------------------------------


def test_admins_are_those_who_are_named() -> None:
    assert role('admins = ["cai", "ane"]') == "admin"
    assert role('admins = ["cai"]') == "staff"
    assert role('admins = ["Ane"]') == "staff"


def test_admins_are_the_members_of_their_group(machine: Machine) -> None:
    leaders = 'admin_group = "leaders"'
    assert role(leaders) == "staff"
    machine.uid = CAI
    assert role(leaders) == "admin"
    machine.uid = BO
    assert role('admin_group = "staff"') == "admin"  # it is the group of bo's own
    machine.more["bo"] = [70]
    assert role('admin_group = "ldap"') == "admin"


def test_root_is_an_admin(machine: Machine) -> None:
    machine.uid = 0
    assert role() == role('admins = ["ane"]\nstaff_group = "staff"') == "admin"


def test_the_owner_of_the_database_is_an_admin_where_no_other_is_named() -> None:
    assert role(owner_uid=ANE) == role("admins = []", owner_uid=ANE) == "admin"
    assert role(owner_uid=BO) == role(owner_uid=None) == "staff"
    assert role('admins = ["cai"]', owner_uid=ANE) == "staff"
    assert role('admin_group = "leaders"', owner_uid=ANE) == "staff"


def test_whoever_only_gives_a_name_is_an_admin_only_by_name(machine: Machine) -> None:
    machine.uid = SENTER
    service = 'service_user = "senter"\n'
    assert who(config(service + 'admins = ["cai"]'), "cai").role == "admin"
    # neither as a member of a group, nor as root, nor as the owner of the database
    assert who(config(service + 'admin_group = "leaders"'), "cai").role == "staff"
    assert who(config(service + 'admin_group = "staff"'), "cai").role == "staff"
    assert who(config(service), "root").role == "staff"
    assert who(config(service), "cai", owner_uid=SENTER).role == "staff"


def test_nobody_is_let_in_from_outside_the_group(machine: Machine) -> None:
    staff = 'staff_group = "staff"'
    assert role(staff) == "staff"
    machine.uid = BO
    assert role(staff) == "staff"
    machine.uid = CAI
    with pytest.raises(StoreError) as caught:
        who(config(staff))
    assert told(caught.value) == (
        '"cai" is not in the group "staff", whose members share the database'
    )
    assert role(staff + '\nadmins = ["cai"]') == "admin"
    assert role(staff + '\nadmin_group = "leaders"') == "admin"
    assert role(staff + '\nadmins = ["ane"]', owner_uid=CAI) == "staff"
    machine.uid = SENTER
    assert who(config('staff_group = "leaders"\nservice_user = "senter"'), "ane").role == "staff"


@pytest.mark.parametrize("key", ["staff_group", "admin_group"])
def test_a_group_that_is_not_there_is_told_with_its_line(key: str) -> None:
    with pytest.raises(InputError) as caught:
        who(config(f'{key} = "gone"'))
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.where) == ("glimt.toml", 2, key)
    assert told(caught.value) == 'There is no group "gone" on this machine'


# Whose configuration it is ---------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        'admins = ["ane"]',
        'admin_group = "staff"',
        'service_user = "ane"',
        "[centre]\ncleaning_minutes = 0",
    ],
)
def test_nobody_makes_themselves_an_admin_by_a_configuration_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: Machine, text: str
) -> None:
    file = tmp_path / "glimt.toml"
    file.touch(0o600)
    file.chmod(0o600)
    as_name = "cai" if "service" in text else None
    owned_by(file, ANE, monkeypatch)
    with pytest.raises(InputError) as caught:
        who(config(text, file), as_name, owner_uid=BO)
    assert caught.value.problems[0].file == str(file)
    assert told(caught.value).endswith('it belongs to "ane", and its mode is 0600')
    for owner in (BO, 0):
        owned_by(file, owner, monkeypatch)
        assert who(config(text, file), as_name, owner_uid=BO)
    for mode in (0o660, 0o606):
        file.chmod(mode)
        with pytest.raises(InputError):
            who(config(text, file), as_name, owner_uid=BO)
    # in one's own database one may do everything anyway, and root everywhere
    assert who(config(text, file), as_name, owner_uid=ANE)
    machine.uid = 0
    if as_name is None:
        assert who(config(text, file), owner_uid=BO).role == "admin"


def test_a_configuration_that_says_nothing_of_it_may_be_anybodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "glimt.toml"
    file.touch()
    file.chmod(0o666)
    owned_by(file, ANE, monkeypatch)
    assert who(config('staff_group = "staff"', file), owner_uid=BO).role == "staff"


def owned_by(file: Path, uid: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file seem to be a user's: only root could give it away."""
    status = os.stat

    def seeming(path: Path, **options: bool) -> os.stat_result:
        found = status(path, **options)
        if path != file:
            return found
        return os.stat_result([*found[:4], uid, *found[5:10]])

    monkeypatch.setattr(os, "stat", seeming)


# Requiring an admin ----------------------------------------------------------------------


def refusal(user: User) -> str:
    with pytest.raises(Refused) as caught:
        require_admin(user, RESTORE)
    return told(caught.value)


def test_an_admin_may() -> None:
    require_admin(who(config('admins = ["ane"]')), RESTORE)


def test_nobody_else_may_and_is_told_who_can() -> None:
    loaded = config('admins = ["cai", "dag"]\nadmin_group = "leaders"')
    assert refusal(who(loaded, owner_uid=BO)) == (
        'Only an admin may restore a backup; "ane" is staff; admins are: "cai", "dag", the members '
        'of the group "leaders" and "root"'
    )
    assert refusal(who(config(), owner_uid=BO)) == (
        'Only an admin may restore a backup; "ane" is staff; admins are: the owner of the '
        'database ("bo") and "root"'
    )
    assert refusal(who(config())).endswith('admins are: "root"')


def test_the_user_as_whom_all_log_in_is_told_as_no_admin(machine: Machine) -> None:
    machine.uid = SENTER
    user = who(config('service_user = "senter"'), "ane", owner_uid=SENTER)
    assert refusal(user) == (
        'Only an admin may restore a backup; "ane" is staff; admins are: "root"'
    )
    assert hash(user)  # it holds nothing that changes
