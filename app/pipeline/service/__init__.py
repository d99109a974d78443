"""The use cases of the job engine: ask for work, do it, keep it going."""
