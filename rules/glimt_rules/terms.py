"""What the plan document's words are called in a sentence."""

from __future__ import annotations

from glimt_rules.message import Message, say

#: Settings, as they stand after "a visit …".
SETTINGS: dict[str, Message] = {
    "centre": say("at the centre"),
    "outdoors": say("outdoors"),
    "home": say("at somebody's home"),
    "cafe": say("at a café"),
    "shopping_centre": say("at a shopping centre"),
    "crowded_place": say("in a crowded place"),
    "other_indoors": say("indoors elsewhere"),
    "online": say("online"),
    "phone": say("by phone"),
}

#: Kinds of visits.
VISIT_KINDS: dict[str, Message] = {
    "activity": say("activity"),
    "conversation": say("conversation"),
    "support_contact": say("support contact"),
    "private_gathering": say("private gathering"),
    "leisure": say("organised leisure"),
    "shift": say("staff on duty"),
}

#: Forces of rules.
FORCES: dict[str, Message] = {
    "binding": say("binding"),
    "house": say("house rule"),
    "advice": say("advice"),
}
