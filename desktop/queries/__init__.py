"""Reads: frozen rows and pages out, never an entity."""
