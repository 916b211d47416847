"""Words ready to send: what somebody is told of a booking, and nothing of why they come."""
