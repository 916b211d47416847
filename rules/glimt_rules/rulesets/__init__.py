"""Rule sets: one authority's rules as decided on one day."""
