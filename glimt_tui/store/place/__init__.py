"""The place of the database: where it is, how it is made, and who can get at it there."""
