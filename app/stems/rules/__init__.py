"""Numbers and names of stems: pure, without files, clocks or networks."""
