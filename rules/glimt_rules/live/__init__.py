"""A judgement that lives: edits go in, and the findings that come and go are read off.

``edits`` are what can be changed, ``session`` applies them; ``index`` keeps the visits in the
groups that rules look at, ``excerpt`` prepares one such group for judging, and ``timetable``
says which rules are in force when.
"""

from glimt_rules.live.edits import Change, Edit, Found, Put, PutWaivers, Remove
from glimt_rules.live.session import Session

__all__ = ["Change", "Edit", "Found", "Put", "PutWaivers", "Remove", "Session"]
