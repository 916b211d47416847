"""The checks as OpenFisca's variables: numpy formulas, with the figures as dated parameters.

Its fastest sensible use: one simulation over all visits, one period for all, each fact an array
in the type that its variable keeps (so nothing is converted as it is set), enums compared by
their index in plain arrays, and what several checks ask (who is close) in a variable of its own,
which is calculated once. A dated parameter holds for a whole period, so what begins on a day
within the plan (assignments are weighed beforehand) is a day that is compared with.

Numbers in arrays cannot be missing: what is not recorded is -1 or NaN here, and every formula
has to ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit, period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.peers import checks
from benchmarks.peers.checks import ADVICE, CHECKS, UNKNOWN, VIOLATION, Fault, from_levels
from benchmarks.peers.facts import Facts

Array = Any  # of numpy, one value a visit
_PERIOD = period("2021-05")
_NOT_RECORDED, _YES = -1, 1

_NAMES = {
    "setting": "centre outdoors home cafe shopping_centre crowded_place other_indoors online phone",
    "kind": "activity conversation support_contact private_gathering leisure shift",
    "status": "planned arrived done",
    "room": "other felles musikkrom kunstrom",  # those that have a cap
}
_ENUMS: dict[str, Any] = {
    key: Enum(key, {name: name for name in names.split()}) for key, names in _NAMES.items()
}
_NUMBERS = (
    "day", "start", "persons", "inside", "in_room", "capacity_1m", "capacity_2m", "booked_at",
    "assessed_at",
)  # fmt: skip
#: yes, no or not recorded
_ANSWERS = ("masks", "handwashed", "cleaned", "risk")
_CODES: dict[str, dict[Any, int]] = {
    **{key: {member.name: member.index for member in enum} for key, enum in _ENUMS.items()},
    **{key: {None: _NOT_RECORDED, False: 0, True: _YES} for key in _ANSWERS},
}

#: figures, from the day on which they were in force
_PARAMETERS = {
    "persons_at_once": {"2021-01-04": checks.MOST_INDOORS},
    "private_gathering": {"2021-01-04": checks.MOST_AT_A_GATHERING},
    "weighed_from": {"2021-01-01": checks.WEIGHED_FROM},
    **{f"cap_{room}": {"2020-12-26": cap} for room, cap in checks.ROOM_CAPS.items()},
}


def _is(visit: Any, when: Any, key: str, *names: str) -> Array:
    """Whether an enum is one of these."""
    value, codes = visit(key, when).view(np.ndarray), _CODES[key]
    result = value == codes[names[0]]
    for name in names[1:]:
        result |= value == codes[name]
    return result


def _level(broken: Array, level: int, unknown: Array | None = None) -> Array:
    result = broken * np.int32(level)
    if unknown is not None:
        result[unknown] = UNKNOWN
    return result


def in_person(visit: Any, when: Any) -> Array:  # noqa: D103 - variables, by their names
    return ~_is(visit, when, "setting", "phone", "online")


def visited(visit: Any, when: Any) -> Array:  # noqa: D103
    return visit("in_person", when) & ~_is(visit, when, "kind", "shift")


def in_centre(visit: Any, when: Any) -> Array:  # noqa: D103
    return _is(visit, when, "setting", "centre")


def visited_centre(visit: Any, when: Any) -> Array:  # noqa: D103
    return visit("visited", when) & visit("in_centre", when)


def _crowded(visit: Any, when: Any, metres: int) -> Array:
    distance, capacity = visit("distance", when), visit(f"capacity_{metres}m", when)
    full = (capacity != _NOT_RECORDED) & (visit("in_room", when) > capacity)
    return np.where(np.isnan(distance), full, distance < metres)


def close(visit: Any, when: Any) -> Array:  # noqa: D103
    return _crowded(visit, when, 1)


def distance_not_known(visit: Any, when: Any) -> Array:  # noqa: D103
    return np.isnan(visit("distance", when)) & (visit("capacity_1m", when) == _NOT_RECORDED)


def _distance(visit: Any, when: Any, where: str) -> Array:
    apart, not_known = visit("apart", when), visit("distance_not_known", when)
    return _level(
        visit(where, when) & apart & visit("close", when),
        VIOLATION,
        visit("visited_centre", when) & apart & not_known,
    )


def kommunal_mask(visit: Any, when: Any) -> Array:  # noqa: D103
    concerned = visit("visited", when) & visit("close", when)
    concerned &= ~_is(visit, when, "setting", "outdoors", "home")
    masks = visit("masks", when)
    broken = concerned & (masks == 0) & visit("unmasked_grown", when)
    return _level(broken, VIOLATION, concerned & (masks == _NOT_RECORDED))


def nasjonal_distance(visit: Any, when: Any) -> Array:  # noqa: D103
    return _distance(visit, when, "visited")


def nasjonal_home_visits(visit: Any, when: Any) -> Array:  # noqa: D103
    fixed = visit("fixed_contacts", when) | visit("fixed_household", when)
    excused = visit("purpose", when) | (visit("host_alone", when) & fixed)
    return _level(
        visit("visited", when) & visit("guests", when) & ~(excused | visit("guests_alone", when)),
        ADVICE,
    )


def nasjonal_indoor_persons(visit: Any, when: Any, parameters: Any) -> Array:  # noqa: D103
    too_many = visit("inside", when) > parameters(when).persons_at_once
    return _level(visit("in_centre", when) & too_many, VIOLATION)


def nasjonal_leisure(visit: Any, when: Any) -> Array:  # noqa: D103
    leisure = visit("in_person", when) & _is(visit, when, "kind", "leisure")
    indoors = ~_is(visit, when, "setting", "outdoors")
    return _level(leisure & indoors & ~visit("health_service", when), ADVICE)


def nasjonal_private_gathering(visit: Any, when: Any, parameters: Any) -> Array:  # noqa: D103
    gathering = visit("in_person", when) & _is(visit, when, "kind", "private_gathering")
    too_many = visit("persons", when) > parameters(when).private_gathering
    away = ~_is(visit, when, "setting", "home")
    return _level(gathering & away & too_many & visit("apart", when), VIOLATION)


def nasjonal_symptoms(visit: Any, when: Any) -> Array:  # noqa: D103
    return _level(visit("in_person", when) & visit("ill", when), ADVICE)


def senter_after_use(visit: Any, when: Any) -> Array:  # noqa: D103
    done = visit("visited_centre", when) & _is(visit, when, "status", "done")
    return _level(done & (visit("cleaned", when) != _YES), VIOLATION)


def senter_booked_ahead(visit: Any, when: Any) -> Array:  # noqa: D103
    booked = visit("booked_at", when)
    late = (booked == _NOT_RECORDED) | (booked >= visit("start", when))
    return _level(visit("visited_centre", when) & late, VIOLATION)


def senter_distance(visit: Any, when: Any) -> Array:  # noqa: D103
    return _distance(visit, when, "visited_centre")


def senter_distance_2m(visit: Any, when: Any) -> Array:  # noqa: D103
    concerned = visit("visited_centre", when) & visit("apart", when)
    return _level(concerned & _crowded(visit, when, 2), ADVICE)


def senter_handwash(visit: Any, when: Any) -> Array:  # noqa: D103
    come = visit("visited_centre", when) & _is(visit, when, "status", "arrived", "done")
    return _level(come & (visit("handwashed", when) != _YES), VIOLATION)


def senter_mask(visit: Any, when: Any) -> Array:  # noqa: D103
    without = visit("unmasked", when) & (visit("masks", when) == 0)
    return _level(visit("visited_centre", when) & without, ADVICE)


def senter_room_cap(visit: Any, when: Any, parameters: Any) -> Array:  # noqa: D103
    there, figures = visit("in_room", when), parameters(when)
    full = np.zeros(len(there), dtype=bool)
    for room in checks.ROOM_CAPS:
        full |= _is(visit, when, "room", room) & (there > getattr(figures, f"cap_{room}"))
    return _level(visit("visited_centre", when) & full, VIOLATION)


def stottekontakt_assessment(visit: Any, when: Any, parameters: Any) -> Array:  # noqa: D103
    concerned = visit("in_person", when) & _is(visit, when, "kind", "support_contact")
    concerned &= visit("day", when) >= parameters(when).weighed_from
    assessed, risk = visit("assessed_at", when), visit("risk", when)
    concerned &= (assessed == _NOT_RECORDED) | (assessed > visit("start", when))
    level = np.array([ADVICE, VIOLATION, UNKNOWN], dtype=np.int32)[risk]  # -1 is the last
    return concerned * level


_BY_NAME: dict[str, Callable[..., Array]] = {
    check: globals()[check.replace(".", "_").replace("-", "_")] for check in CHECKS
}
_BETWEEN = (in_person, visited, in_centre, visited_centre, close, distance_not_known)
_PLAINLY: dict[str, Callable[..., Array]] = {
    "masks": lambda visit, when: visit("unmasked", when) & ~visit("masks_plainly", when),
    "capacity_1m": lambda visit, when: visit("in_room", when) > visit("capacity_1m_plainly", when),
}
_ENTITY = build_entity("visit", "visits", "A visit", is_person=True)


def _variable(name: str, value_type: Any, **more: Any) -> type[Variable]:
    own = {"entity": _ENTITY, "definition_period": DateUnit.MONTH, "value_type": value_type}
    return type(name, (Variable,), own | more)


def _fact(name: str) -> type[Variable]:
    """The variable of a prepared fact."""
    if name in _ENUMS:
        enum = _ENUMS[name]
        first = next(iter(enum))
        return _variable(name, Enum, possible_values=enum, default_value=first)
    if name in _NUMBERS or name in _ANSWERS:
        return _variable(name, int)
    return _variable(name, float if name == "distance" else bool)


class OpenFisca:
    """OpenFisca, with the checks as a system of variables."""

    name = f"openfisca-core {version('openfisca-core')}"
    most = 100_000

    def __init__(self) -> None:
        system = TaxBenefitSystem([_ENTITY])
        system.parameters = ParameterNode(data={
            name: {"values": {day: {"value": value} for day, value in values.items()}}
            for name, values in _PARAMETERS.items()
        })  # fmt: skip
        facts = [_fact(name) for name in Facts._fields[1:]]
        facts += [_variable("masks_plainly", bool), _variable("capacity_1m_plainly", int)]
        formulas = [_variable(each.__name__, bool, formula=each) for each in _BETWEEN]
        formulas += [_variable(name, int, formula=each) for name, each in _BY_NAME.items()]
        formulas += [
            _variable(f"{fact} missing", bool, formula=each) for fact, each in _PLAINLY.items()
        ]
        system.add_variables(*facts, *formulas)
        self.system = system

    def hand_over(self, facts: Sequence[Facts]) -> dict[str, Array]:
        """One array a fact."""
        columns = dict(zip(Facts._fields, zip(*facts, strict=True), strict=True))
        return {name: _array(name, columns[name]) for name in Facts._fields[1:]}

    def decide(self, handed: dict[str, Array]) -> list[Array]:
        """One array of levels a check."""
        simulation = SimulationBuilder().build_default_simulation(self.system, len(handed["start"]))
        for name, column in handed.items():
            simulation.set_input(name, _PERIOD, column)
        return [simulation.calculate(check, _PERIOD) for check in CHECKS]

    def faults(self, facts: Sequence[Facts], answer: list[Array]) -> list[Fault]:
        """The levels, visit by visit."""
        return from_levels(facts, np.array(answer).T.tolist())

    def missing(self, fact: str) -> str:
        """A variable that nobody sets has its default: no, or 0."""
        simulation = SimulationBuilder().build_default_simulation(self.system, 1)
        simulation.set_input("unmasked", _PERIOD, [True])
        simulation.set_input("in_room", _PERIOD, [2])
        broken = simulation.calculate(f"{fact} missing", _PERIOD)[0]
        return "broken" if broken else "fine"


def _array(name: str, column: Sequence[Any]) -> Array:
    """A fact of all visits, in the type that its variable keeps."""
    if name in _ENUMS:
        code = _CODES[name].get
        codes = np.array([code(value, 0) for value in column], dtype=np.int16)
        return EnumArray(codes, _ENUMS[name])
    if name in _ANSWERS:
        return np.array(list(map(_CODES[name].__getitem__, column)), dtype=np.int32)
    if name == "distance":
        return np.array(column, dtype=np.float32)  # None becomes NaN
    if name in _NUMBERS:
        if None in column:
            column = [_NOT_RECORDED if value is None else value for value in column]
        return np.array(column, dtype=np.int32)
    return np.array(column, dtype=bool)
