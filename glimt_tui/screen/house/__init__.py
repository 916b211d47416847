"""The house on the screen: rooms, things, groups, hours, and what a change does."""
