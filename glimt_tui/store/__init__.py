"""The centre's own database: what is written down, who wrote it, and for how long it stays."""
