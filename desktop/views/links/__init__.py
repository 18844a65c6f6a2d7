"""The link desk: every link that is out, and what can be done with several of them at once."""
