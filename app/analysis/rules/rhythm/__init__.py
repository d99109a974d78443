"""Tempo, beats and bars: from attacks to a grid, steady or moving."""
