"""The screen on which staff run the day: pages, a booking form beside them, and one set of keys."""
