"""TOML and JSON documents: read strictly, with every error told at once."""
