"""Which Counterfoil this is."""

VERSION = "0.1.0"
