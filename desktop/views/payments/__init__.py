"""Payments: what arrived, what it is for, and what is left of it."""
