"""What every key of a plan, of wishes and of the configuration means, with the form of its values.

It stands here rather than on the types: there, it would cost every start of the program
more than judging a small plan. A test holds it to the types, key by key.
"""

from __future__ import annotations

from typing import NamedTuple

from glimt_tui.cli.schema_forms import (
    ACTION,
    FILLED,
    HOURS,
    ID,
    KEY,
    NAME,
    PATH,
    PREFERENCE,
    SENT,
    TEXT,
    WEEK,
    WISH_ID,
    ZONE,
    Form,
)


class Key(NamedTuple):
    """What a key means; the form of its text, or of the texts of its list."""

    text: str
    form: Form = {}
    #: whether nothing may stand twice in its list
    once: bool = False
    #: the form of the keys, where it is a table of one's own keys
    names: Form = {}


_ID_KEY = Key("The id by which the rest of the plan calls it.", ID)
_DAY = 'The stretches in which it is open, such as "10:00-17:00"; empty where it is closed.'

KEYS: dict[str, dict[str, Key]] = {
    "Plan": {
        "format": Key("The version of the plan document's format: 1."),
        "timezone": Key("The IANA name of the time zone whose clocks the plan goes by.", ZONE),
        "centre": Key("The centre itself. What is left out is taken from the configuration."),
        "rooms": Key("The rooms of the centre."),
        "equipment": Key("The things that are used or handed out."),
        "cohorts": Key("The fixed groups of participants and staff."),
        "households": Key("The households, with the people whom they met elsewhere."),
        "people": Key("Everybody who is in a visit."),
        "visits": Key("What is planned: some people, somewhere, from one time to another."),
        "waivers": Key("The exceptions from house rules and advice that are recorded."),
    },
    "Centre": {
        "name": Key("What the centre is called."),
        "health_service": Key("Whether the centre is defined as giving health care."),
        "cleaning_minutes": Key("Minutes for cleaning a room after each activity."),
        "washing_minutes": Key(
            "Minutes for washing what can be washed, from one user to the next."
        ),
        "opening_hours": Key("When suggested alternatives may lie. It is no rule."),
    },
    "Weights": {
        "hour": Key("For each hour by which it starts earlier or later in the day."),
        "day": Key("For each day by which it is moved."),
        "room": Key("For another room."),
        "outdoors": Key("For meeting outdoors."),
        "online": Key("For meeting online."),
        "phone": Key("For talking by phone."),
        "masks": Key("For everybody wearing a mask."),
        "without_staff": Key("For each member of staff who is left out."),
        "without_somebody": Key("For each participant who is left out."),
        "other_staff": Key("For another member of staff."),
        "without_thing": Key("For each thing that is left out."),
        "other_thing": Key("For another thing of the same sort."),
        "advice": Key("For each advice that is not followed then."),
    },
    "OpeningHours": {
        day: Key(_DAY, HOURS) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    },
    "Room": {
        "id": _ID_KEY,
        "name": Key("What the room is called."),
        "capacity_1m": Key("How many people keep 1 m apart in it."),
        "capacity_2m": Key("How many people keep 2 m apart in it."),
        "cleaning_minutes": Key(
            "Minutes for cleaning it between two activities; by default the centre's."
        ),
    },
    "Equipment": {
        "id": _ID_KEY,
        "name": Key("What the thing is called."),
        "washable": Key("Whether it can be washed; if not, it is set aside after use."),
        "room": Key("The id of the room where it belongs.", ID),
    },
    "Cohort": {"id": _ID_KEY, "name": Key("What the group is called.")},
    "Household": {
        "id": Key("The id that its people have as their household.", ID),
        "outside_contacts": Key(
            "How many different people the household met outside the centre, by ISO week."
            " A week that is left out is not 0: it has not been told.",
            names=WEEK,
        ),
    },
    "Symptoms": {
        "from": Key("The first day with symptoms."),
        "cleared": Key("The first day without symptoms; left out while they last."),
    },
    "Person": {
        "id": _ID_KEY,
        "name": Key("What the person is called."),
        "phone": Key("A phone number; a Norwegian one needs no country code."),
        "role": Key("What the person is at the centre."),
        "household": Key(
            "Those who have the same one live together; by default the person's own id.", ID
        ),
        "cohort": Key("The fixed group that the person is in.", ID),
        "born": Key("The day of birth; without one, the person is an adult."),
        "lives_alone": Key("Whether the person lives alone."),
        "mask_exempt": Key("Whether the person need not wear a mask. The reason is not recorded."),
        "risk_group": Key("Whether the person is in a risk group; left out, it is not recorded."),
        "fixed_contacts": Key(
            "Ids of the fixed friends of somebody who lives alone, at most two.", ID, once=True
        ),
        "fixed_household": Key("The fixed household of somebody who lives alone.", ID),
        "comes_with": Key("The id of the social contact with whom this person comes.", ID),
        "symptoms": Key("The stretches of days with symptoms. No diagnosis is recorded."),
    },
    "Visit": {
        "id": _ID_KEY,
        "start": Key("When it begins."),
        "end": Key("When it ends: after its start, and 24 hours later at the most."),
        "people": Key("Ids of everybody who is in it.", ID, once=True),
        "title": Key("What it is called."),
        "kind": Key("What it is; rules look at this. A shift is staff on duty, and no more."),
        "setting": Key("Where it is."),
        "room": Key("The id of its room, in the setting centre only.", ID),
        "absent": Key("Ids of those of its people who stayed away.", ID, once=True),
        "public": Key("Whether it may stand in a published calendar."),
        "link": Key("Where a digital meeting is."),
        "host": Key("The id of the one whose home it is, in the setting home only.", ID),
        "booked_at": Key("When it was arranged; left out, it was not arranged beforehand."),
        "equipment": Key("Ids of the things that are used or handed out.", ID, once=True),
        "masks": Key("Whether all wear a mask but those who are exempt."),
        "distance_m": Key("The least distance in metres that is kept throughout."),
        "purpose": Key("Why a visit at home is needed."),
        "assessed_at": Key(
            "When somebody thought over whether an assignment can be done, and how."
        ),
        "status": Key("How far it has come."),
        "handwashed": Key("Whether it was ticked off that hands were washed on arrival."),
        "surfaces_cleaned": Key("Whether it was ticked off that surfaces were cleaned after use."),
    },
    "Waiver": {
        "rule": Key('The rule that is excepted from, such as "senter.cohort".', TEXT),
        "visit": Key("The id of the visit at which it does not count.", ID),
        "reason": Key("Why.", FILLED),
        "by": Key("Who decided it.", FILLED),
        "until": Key("The last day on which the exception holds."),
    },
    "Wishes": {
        "format": Key("The version of the wishes document's format: 1."),
        "week": Key("The ISO week that is planned.", WEEK),
        "wishes": Key("What people would like to do that week."),
        "booked_at": Key("When the visits are arranged; left out, it is now."),
    },
    "Wish": {
        "id": Key("The id of the wish; the visits that meet it bear it and their day.", WISH_ID),
        "people": Key("Ids of those who wish for it, alone or together.", ID, once=True),
        "with": Key(
            'Who else is to be there: ids, "staff" or "anybody" (one of the cohort), or "nobody";'
            " docs/plan-a-week.md says more.",
            ID,
        ),
        "times": Key("On how many days of the week."),
        "importance": Key("How important it is: the larger, the more."),
        "minutes": Key("How long it takes, in minutes."),
        "when": Key("When it is possible; left out, whenever the centre is open."),
        "preferably": Key("When it would be best: days, times of day, or both.", PREFERENCE),
        "title": Key("What it is called."),
        "kind": Key("What it is; rules look at this."),
        "settings": Key("Where it may be, the best first.", once=True),
        "rooms": Key("Ids of the rooms in which it may be, the best first.", ID, once=True),
        "equipment": Key("Ids of the things that it takes.", ID, once=True),
        "host": Key("The id of the one whose home it is, in the setting home only.", ID),
        "masks": Key("Whether all wear a mask but those who are exempt."),
        "distance_m": Key("The least distance in metres that is kept throughout."),
        "purpose": Key("Why a visit at home is needed."),
        "assessed_at": Key(
            "When somebody thought over whether an assignment can be done, and how."
        ),
    },
    "Sms": {
        "centre": Key(
            "What the centre calls itself in messages; left out, they do not say whom they are"
            " from.",
            FILLED,
        ),
        "may_name": Key(
            "Ids of the rooms and the cohorts whose names may stand in messages; the others are"
            " not named.",
            ID,
            once=True,
        ),
        "nb": Key("The centre's own texts in Norwegian."),
        "en": Key("The centre's own texts in English."),
    },
    "SmsTexts": {
        "confirmation": Key("That something is booked.", SENT),
        "change": Key("That a booking has another time or place.", SENT),
        "cancellation": Key("That a booking is cancelled, and what is possible instead.", SENT),
        "reminder": Key("That a booking is near.", SENT),
    },
    "Config": {
        "language": Key("The language of the texts: nb (Norwegian) or en (English)."),
        "families": Key("The families of rules that judge."),
        "plugins": Key(
            "The plugins of other packages that are loaded, and no others; by default those that"
            " have the name of a family."
        ),
        "rule_directories": Key("Folders with more rule sets, from the folder of this file."),
        "python_in_rule_directories": Key(
            "Whether Python in those folders is loaded, where the folder's lock holds it."
        ),
        "rule_seconds": Key(
            "For how many seconds a rule of a plugin may think about one question; then it is"
            " given up and counts as not judged."
        ),
        "database": Key("The database's file, from the folder of this file.", PATH),
        "staff_group": Key("The group of the machine whose members share the database.", NAME),
        "admins": Key(
            "Those who may do everything, by their user names or by the names that --as gives.",
            NAME,
            once=True,
        ),
        "admin_group": Key("The group of the machine whose members may do everything.", NAME),
        "service_user": Key(
            "The one user of the machine as whom everybody logs in; only this one may use --as.",
            NAME,
        ),
        "retention_days": Key("For how many days the visitor list is kept."),
        "booking_days": Key(
            "After how many days a booking that is over loses its people; rules look back a week."
        ),
        "backup_days": Key("For how many days the daily backups are kept; 0 means that none are."),
        "follow_up_days": Key(
            "After how many days somebody who used to come is missed, and for how many nobody calls"
            " them again who has spoken with them."
        ),
        "weights": Key("How much each change asks that an alternative makes of a visit."),
        "sms": Key("What is sent to people about their bookings."),
        "centre": Key("The centre's own figures, where a plan does not give its own."),
        "keys": Key(
            "Other keys for actions of the screen, by the actions' ids.", KEY, names=ACTION
        ),
    },
}
