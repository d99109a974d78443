"""Sound Forge Alchemy: the application that every door opens into."""

__version__ = "0.1.0"
