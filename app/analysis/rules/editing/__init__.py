"""What hands do to grids and sections, as pure operations."""
