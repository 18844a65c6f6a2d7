"""Sending by e-mail: the sheet, what it will look like, and what is asked before."""
