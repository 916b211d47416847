"""The subcommands, one module each: what they take, and what they do."""
