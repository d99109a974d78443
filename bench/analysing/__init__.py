"""The analysis on trial: its time beside a plain script's, its answers beside the truth."""
