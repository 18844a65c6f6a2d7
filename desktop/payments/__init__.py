"""Stripe as the desktop asks it: the only room that imports Stripe's SDK, and that on first use."""
