"""Dialogs about one document's link: everything about it, and the warnings before it ends."""
