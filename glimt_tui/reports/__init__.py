"""Reports: what a judgement looks like, for people and for programs."""
