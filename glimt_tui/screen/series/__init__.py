"""Series on the screen: a booking repeated, and a series changed or ended."""
