"""The installed command as a process of its own, without waiting for its imports each time."""
