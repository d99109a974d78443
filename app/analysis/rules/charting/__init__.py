"""Charts of a track as numbers: what pages draw and programs read."""
