"""Own widgets, painted from the tokens; controls that the system has stay the system's."""
