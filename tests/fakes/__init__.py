"""Stand-ins for the outside world: never for our own code."""
