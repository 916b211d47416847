"""The day's work without a screen: what there is, what an edit would do, what may be saved."""
