"""Notes from sound: one voice at a time, drums, and several voices at once."""
