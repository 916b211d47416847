"""The same checks in other engines, by hand and in ours: ``python -m benchmarks.peers``."""
