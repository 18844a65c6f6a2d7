"""Notices: a customer did something, said where the person is, once."""
