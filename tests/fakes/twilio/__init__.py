"""Twilio on loopback: the calls that the desktop makes, checked against the parameters that Twilio publishes."""
