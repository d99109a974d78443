"""The door of the job engine: broker, workers, keeper, and the child processes they supervise."""
