"""Series of bookings: made, changed and ended, each day judged by the rules of its own."""
