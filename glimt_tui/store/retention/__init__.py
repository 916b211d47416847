"""Forgetting: for how long things are kept, what is due then, and that it is gone."""
