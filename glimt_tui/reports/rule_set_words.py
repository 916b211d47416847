"""What the comments of a new rule set's file say."""

from __future__ import annotations

from glimt_rules.message import say

DECIDED = say("The day on which it was made known.")
IN_FORCE = say(
    "Since when it holds: a day, from its midnight on, or a time, such as 2021-01-20T16:00:00."
)
GUESSED = say("This day is guessed from the version: mend it where it is another.")
UNTIL = say("The first moment at which it holds no longer. Leave it out while there is no end.")
REVIEW_BY = say("The day by which somebody looks again at whether it still fits.")
DROP = say(
    "Rules that hold no longer: their names, in quotation marks and with commas between them."
)
OVER = say("Those that stand here already ended by themselves in the base: keep them dropped.")
NOTE = say("How the rules are read where their source leaves room.")
SOURCE = say("Where it is written down. What is above this line is of the whole rule set.")
SETTINGS = say("Words for settings, where visits take place:")
KINDS_OF_VISITS = say("Words for kinds of visits:")
PERIOD = say(
    "Where it holds for a part of the time only, it has its own in_force and until, as above."
)
OWN_PERIOD = say(
    "In the base it has a time of its own, which is not taken over: give it one with in_force and"
    " until, as above, or else it holds as long as the rule set."
)
FORCE = say(
    "What it is: {binding} where it is law, {house} where it is the centre's own routine, {advice}"
    " where it is what one should do.",
    binding='"binding"',
    house='"house"',
    advice='"advice"',
)
CASES = say("Its examples. Let them fit what you change.")
NO_CASES = say("It has no short examples; write some like those at the end of the file.")
NEW_RULE = say(
    "A new rule has all of the keys below, and those of its kind. The keys of each kind stand in"
    " docs/rule-sets.md. The kinds are:"
)
NEW_RULE_NAME = say("Its name is of letters, digits and hyphens, and stands in each header.")
OPEN_DECIDED = say("FILL IN: the day on which it was made known, such as 2021-01-17, no quotes")
OPEN_IN_FORCE = say("FILL IN: since when it holds, such as 2021-01-20, without quotes")
OPEN_AUTHORITY = say("FILL IN: who decided it")
OPEN_JURISDICTION = say("FILL IN: where it holds")
OPEN_SOURCE = say("FILL IN: where it is written down")
