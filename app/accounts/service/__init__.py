"""The use cases of accounts: people, and how they come in."""
