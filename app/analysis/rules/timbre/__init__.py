"""How music sounds: cepstra and spectral shape."""
