"""Paying online: the account, the rules, and what was reported and read at Stripe. No one here talks to Stripe."""
