"""The parts of a track, and the cues and loops that follow from them."""
