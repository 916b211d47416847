"""The page of the week in parts: two pictures, the lines under them, and what carries bookings."""
