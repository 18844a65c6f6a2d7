"""Settings: one section a topic; what is typed is kept as soon as its field is left."""
