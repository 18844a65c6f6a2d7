"""Stripe, portal and books beside each other."""
