"""The nearest that is allowed: what could be changed about a visit so that it breaks no rule."""
