"""The folders of rule sets that the configuration names: trusted, locked, added to."""
