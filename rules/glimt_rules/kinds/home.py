"""Guests at home, and private gatherings elsewhere."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from msgspec import Meta

from glimt_rules.facts import Facts
from glimt_rules.kinds.base import BROKEN, Description, Fault, VisitKindOfRule
from glimt_rules.message import Message, count, say
from glimt_rules.plan.model import Setting

_HOME: tuple[Setting, ...] = ("home",)
GuestException = Literal["purpose", "host_alone", "guests_alone"]


class HomeGuests(VisitKindOfRule, frozen=True, kw_only=True):
    """Nobody from outside the host's household comes to somebody's home.

    ``exceptions``: ``purpose``, a necessary home service or the end of a life;
    ``host_alone``, the host lives alone and every guest is a fixed contact of the host,
    or every guest is of the host's fixed household; ``guests_alone``, every guest lives
    alone and has the host as a fixed contact or the host's household as the fixed one.
    """

    name = "home-guests"

    exceptions: tuple[GuestException, ...] = ()
    settings: tuple[Setting, ...] | None = _HOME

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the visits at home with guests who are not excepted."""
        for slot in slots:
            guests = self._guests(facts, slot)
            if guests and self._exception(facts, slot, guests) is None:
                yield Fault(slot, BROKEN, detail=guests)

    @staticmethod
    def _host(facts: Facts, slot: int) -> int:
        host = facts.visits[slot].host
        return next(n for n in facts.people[slot] if facts.persons[n].id == host)

    def _guests(self, facts: Facts, slot: int) -> frozenset[int]:
        if facts.of_one_household[slot]:
            return frozenset()
        return facts.people[slot] - facts.members[facts.household_of[self._host(facts, slot)]]

    def _exception(self, facts: Facts, slot: int, guests: frozenset[int]) -> Message | None:
        if "purpose" in self.exceptions and facts.visits[slot].purpose is not None:
            return say("visits with this purpose are excepted")
        host = facts.persons[self._host(facts, slot)]
        people = [facts.persons[guest] for guest in guests]
        if "host_alone" in self.exceptions and host.lives_alone:
            if all(guest.id in host.fixed_contacts for guest in people):
                return say("the host lives alone, and the guests are fixed contacts")
            if all(guest.lives_in == host.fixed_household for guest in people):
                return say("the host lives alone, and the guests are the fixed household")
        if "guests_alone" in self.exceptions and all(
            guest.lives_alone
            and (host.id in guest.fixed_contacts or guest.fixed_household == host.lives_in)
            for guest in people
        ):
            return say("the guests live alone, and have fixed contact with the host")
        return None

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell who the guests are, and whose."""
        guests = self._guests(facts, fault.slot)
        return Description(
            say(
                "{guests} would be visiting {host} at home",
                guests=facts.names(guests),
                host=facts.labels[self._host(facts, fault.slot)],
            ),
            people=guests,
            evidence=(fault.slot,),
        )

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell which exception holds, or that there are no guests."""
        guests = self._guests(facts, slot)
        exception = self._exception(facts, slot, guests) if guests else None
        return exception or say("everybody is of the host's household")


class GatheringSize(VisitKindOfRule, frozen=True, kw_only=True):
    """At most ``limit`` people come together, unless all are of one household."""

    name = "gathering-size"

    limit: Annotated[int, Meta(ge=1)]
    one_household_excepted: bool = True

    def faults(self, facts: Facts, slots: Sequence[int]) -> Iterator[Fault]:
        """Yield the gatherings that are too large."""
        for slot in slots:
            n = len(facts.people[slot])
            excepted = self.one_household_excepted and facts.of_one_household[slot]
            if n > self.limit and not excepted:
                yield Fault(slot, BROKEN, None, n)

    def describe(self, facts: Facts, fault: Fault) -> Description:
        """Tell how many come together."""
        people = facts.people[fault.slot]
        message = count(
            "{n} person at a private gathering; at most {limit} are allowed outside the home",
            "{n} people at a private gathering; at most {limit} are allowed outside the home",
            len(people),
            limit=self.limit,
        )
        return Description(message, self.limit, "persons", people, (fault.slot,))

    def kept(self, facts: Facts, slot: int) -> Message:
        """Tell how many come together, or that they live together."""
        n = len(facts.people[slot])
        if n > self.limit:
            return say("everybody is of one household")
        return count(
            "{n} person at a private gathering; at most {limit} are allowed outside the home",
            "{n} people at a private gathering; at most {limit} are allowed outside the home",
            n,
            limit=self.limit,
        )
