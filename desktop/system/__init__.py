"""The machine behind small functions: keychain, paths, clock."""
