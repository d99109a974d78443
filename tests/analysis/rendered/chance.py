"""Chance with a name: each question has dice of its own, so that fixing one changes no other."""

import zlib

import numpy as np

from tests.stems.mixtures.tones import Chance


def draw_for(seed: int, question: str) -> Chance:
    """Return the dice of one question about the song of a seed."""
    return np.random.default_rng([seed, zlib.crc32(question.encode())])
