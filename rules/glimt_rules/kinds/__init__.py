"""The kinds of rules that any authority could use."""

from glimt_rules.kinds.assessment import Assessment
from glimt_rules.kinds.base import Kind
from glimt_rules.kinds.between_uses import Cleaning, EquipmentRest
from glimt_rules.kinds.booking import BookedAhead, SameCohort, VisitorList
from glimt_rules.kinds.checklist import Checklist
from glimt_rules.kinds.contacts import ContactsPerWeek
from glimt_rules.kinds.distance import Distance
from glimt_rules.kinds.home import GatheringSize, HomeGuests
from glimt_rules.kinds.masks import MasksWhenClose, MasksWorn
from glimt_rules.kinds.no_visits import NoVisits
from glimt_rules.kinds.persons_at_once import PersonsAtOnce, RoomCap
from glimt_rules.kinds.symptoms import NoSymptoms

KINDS: tuple[type[Kind], ...] = (
    Assessment,
    BookedAhead,
    Checklist,
    Cleaning,
    ContactsPerWeek,
    Distance,
    EquipmentRest,
    GatheringSize,
    HomeGuests,
    MasksWhenClose,
    MasksWorn,
    NoSymptoms,
    NoVisits,
    PersonsAtOnce,
    RoomCap,
    SameCohort,
    VisitorList,
)
