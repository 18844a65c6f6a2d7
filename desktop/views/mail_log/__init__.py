"""The log of e-mails: what was sent to whom, what waits, what failed and why."""
