"""The booking form, which opens beside a page."""
