"""How loud and how driving music is."""
