"""The log of messages: what was sent to whom by e-mail or as a text, what waits, what failed and why."""
