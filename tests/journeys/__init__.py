"""Journeys: the desktop, the portal and a real browser together."""
