"""What every feature stands on: settings, database, events, storage, audio, errors."""
