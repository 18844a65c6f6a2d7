"""A mail server on loopback with TLS and a password, that fails in every way that mail servers know."""
