"""Writes: one function per thing a person can ask for."""
