"""A judgement that lives: edits go in, and the findings that come and go are read off.

``edits`` are what can be changed, ``state`` is the plan that they change, and ``index`` keeps its
visits in the groups that rules look at. ``touched`` says which groups an edit touches, ``excerpt``
prepares one of them for judging, ``timetable`` says which rules are in force when, and ``asking``
asks them. ``anew`` holds what they say against what was found before, and ``session`` is all of it.
"""

from glimt_rules.live.edits import Change, Edit, Found, Put, PutWaivers, Remove
from glimt_rules.live.session import Session

__all__ = ["Change", "Edit", "Found", "Put", "PutWaivers", "Remove", "Session"]
