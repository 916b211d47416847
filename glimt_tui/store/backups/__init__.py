"""Backups: copies that are known to be whole, and taking one back.

The program keeps one of each day beside the database, in ``<database>.backups``, and one of
what a restore or a migration replaced. What must be forgotten is forgotten in these, too.
"""
