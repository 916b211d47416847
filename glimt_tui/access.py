"""Who is at work, and what they may do.

Who it is, the system tells: by the number of the user who runs this, never by the environment,
which everybody sets as they like. Only the one user as whom everybody logs in says who it is
with ``--as``, which that user's keys do (``command="glimt --as NAME"``).

Roles keep people from doing by mistake, or unseen, what is not theirs to do. Whoever may write
the database's file can change it by other programs, too: that, only the file system can deny.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from glimt_rules.documents.faults import quoted
from glimt_rules.errors import InputError, Problem
from glimt_rules.message import Message, say
from glimt_tui.config import Config, Loaded
from glimt_tui.permissions import name_of_user, octal
from glimt_tui.store.errors import Refused, StoreError

if TYPE_CHECKING:
    from pwd import struct_passwd

Role = Literal["staff", "admin"]

#: What only an admin may say of a database: who does what, what is kept, and which rules judge.
ADMINS_TO_SAY = (
    "admins",
    "admin_group",
    "service_user",
    "retention_days",
    "booking_days",
    "backup_days",
    "centre",
    "families",
    "plugins",
    "rule_directories",
    "python_in_rule_directories",
)


class User(Struct, frozen=True):
    """Who is at work: by their own name, and by that of the user of the machine."""

    name: str
    role: Role
    unix_name: str
    #: who the admins are, for those who are told that they are none
    admins: tuple[str, ...] = ()
    admin_group: str | None = None
    #: the owner of the database, where that is who the admin is
    owner: str | None = None


def who(config: Loaded, as_name: str | None = None, *, owner_uid: int | None = None) -> User:
    """Who is at work; ``owner_uid`` is the user to whom the database belongs, if there is one.

    Raises InputError where that cannot be told or believed, and Refused for somebody who is not
    in the group that shares the database.
    """
    entry = _own_entry()
    _require_trusted(config, entry.pw_uid, owner_uid)
    meant = config.config
    name = entry.pw_name
    if meant.service_user == entry.pw_name:
        # neither a group's rights nor the owner's nor root's are had by giving a name
        name = _named(as_name)
        is_admin = name in meant.admins
    elif as_name is not None:
        raise _not_as(entry.pw_name, meant.service_user)
    else:
        is_owner = owner_uid == entry.pw_uid
        is_admin = _is_admin(entry, config, is_owner=is_owner)
        if meant.staff_group is not None and not (is_admin or is_owner):
            _require_member(entry, config, meant.staff_group)
    return User(
        name=name,
        role="admin" if is_admin else "staff",
        unix_name=entry.pw_name,
        admins=meant.admins,
        admin_group=meant.admin_group,
        owner=_owner(meant, owner_uid),
    )


def require_admin(user: User, what: Message) -> None:
    """See that this is an admin; raises Refused for anybody else.

    ``what`` is what only an admin may do, as it follows on "may": "restore a backup".
    """
    if user.role == "admin":
        return
    message = say(
        "Only an admin may {what}; {user} is staff; admins are: {admins}",
        what=what,
        user=quoted(user.name),
        admins=_admins(user),
    )
    raise Refused(Problem(message=message))


def _admins(user: User) -> tuple[str | Message, ...]:
    """Everybody who is an admin here, as they may be told."""
    told: list[str | Message] = [quoted(name) for name in user.admins]
    if user.admin_group is not None:
        told.append(say("the members of the group {group}", group=quoted(user.admin_group)))
    if user.owner is not None:
        told.append(say("the owner of the database ({owner})", owner=quoted(user.owner)))
    return (*told, quoted("root"))


# By the system ---------------------------------------------------------------------------


def _own_entry() -> struct_passwd:
    """The entry of the user who runs this."""
    import pwd

    uid = os.getuid()
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        message = say(
            "This runs as the user with the number {uid}, who has no name on this machine; who is "
            "at work cannot be told",
            uid=uid,
        )
        raise InputError(Problem(message=message)) from None


def _require_trusted(config: Loaded, uid: int, owner_uid: int | None) -> None:
    """Nobody makes themselves an admin of somebody else's database by a configuration of their own.

    Nor do they say for how long things are kept there, or by which rules it is judged.
    """
    meant, default = config.config, Config()
    says_much = any(getattr(meant, key) != getattr(default, key) for key in ADMINS_TO_SAY)
    if config.file is None or not says_much or owner_uid is None or uid in (0, owner_uid):
        return
    status = os.stat(config.file)
    if status.st_uid in (0, owner_uid) and not status.st_mode & 0o022:
        return
    message = say(
        "This says what is an admin's to say of the database of {owner}, and so must be a file of "
        "root or of {owner} that nobody else may write; it belongs to {other}, and its mode is "
        "{found}",
        owner=quoted(name_of_user(owner_uid)),
        other=quoted(name_of_user(status.st_uid)),
        found=octal(status.st_mode),
    )
    raise InputError(Problem(message=message, file=str(config.file)))


def _is_admin(entry: struct_passwd, config: Loaded, *, is_owner: bool) -> bool:
    """Whether a user of the machine is an admin."""
    meant = config.config
    in_group = meant.admin_group is not None and _is_in(
        entry, meant.admin_group, config, "admin_group"
    )
    by_owner = is_owner and _owner_counts(meant)
    return entry.pw_uid == 0 or entry.pw_name in meant.admins or in_group or by_owner


def _owner_counts(config: Config) -> bool:
    """Whether the owner of the database is the admin, for want of any other."""
    return not config.admins and config.admin_group is None


def _owner(config: Config, uid: int | None) -> str | None:
    """The owner of the database, where that is who the admin is."""
    if uid is None or not _owner_counts(config):
        return None
    name = name_of_user(uid)
    return None if name == config.service_user else name


def _require_member(entry: struct_passwd, config: Loaded, group: str) -> None:
    if not _is_in(entry, group, config, "staff_group"):
        message = say(
            "{user} is not in the group {group}, whose members share the database",
            user=quoted(entry.pw_name),
            group=quoted(group),
        )
        raise StoreError(Problem(message=message))


def _is_in(entry: struct_passwd, group: str, config: Loaded, key: str) -> bool:
    """Whether a user is in a group: as their own, by its list, or by a directory service."""
    import grp

    try:
        found = grp.getgrnam(group)
    except KeyError:
        message = say("There is no group {group} on this machine", group=quoted(group))
        raise InputError(config.problem(message, key)) from None
    if entry.pw_gid == found.gr_gid or entry.pw_name in found.gr_mem:
        return True
    return found.gr_gid in os.getgrouplist(entry.pw_name, entry.pw_gid)


# By --as ---------------------------------------------------------------------------------


def _named(as_name: str | None) -> str:
    """The name that ``--as`` gives; raises InputError where it is missing, or none."""
    if as_name is None:
        message = say(
            "Everybody logs in as this user, so each key in authorized_keys must say whose it is, "
            "by the command glimt --as NAME"
        )
    else:
        from glimt_rules.plan.forms import id_fault

        fault = id_fault(as_name)
        if fault is None:
            return as_name
        message = fault
    raise InputError(Problem(message=message, where="--as"))


def _not_as(unix_name: str, service_user: str | None) -> InputError:
    if service_user is None:
        message = say(
            "The configuration names no service_user, who alone may say who is at work; you are "
            "{user}",
            user=quoted(unix_name),
        )
    else:
        message = say(
            "Only {service} may say who is at work; you are {user}",
            service=quoted(service_user),
            user=quoted(unix_name),
        )
    return InputError(Problem(message=message, where="--as"))
