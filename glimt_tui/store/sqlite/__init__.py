"""The database in a file: SQLite, through the standard library's own driver."""
