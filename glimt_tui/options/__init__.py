"""The subcommands and their options, a module for each part of the work."""
