"""Pure parts of the sources: music that is computed and not fetched."""
