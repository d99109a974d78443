"""Plain loops in many grooves, on instruments of their own: ``play_loop("boom bap", 3)``.

They share nothing with the rendered songs, so that what is fitted to these can be tried on those.
"""

from tests.analysis.loops.groove import Groove
from tests.analysis.loops.playing import GROOVES, Loop, play_loop

__all__ = ["GROOVES", "Groove", "Loop", "play_loop"]
