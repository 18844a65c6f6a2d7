"""A loopback Stripe for the official SDK: what a program asks and what it gets are checked against the SDK's types."""
