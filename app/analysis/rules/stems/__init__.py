"""What stems tell better than the mix: voices and drums."""
