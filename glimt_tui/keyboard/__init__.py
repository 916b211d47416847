"""What the keys do: every action in one table, and keys that the configuration gives instead."""
