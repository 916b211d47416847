"""The five pages, one module each."""
