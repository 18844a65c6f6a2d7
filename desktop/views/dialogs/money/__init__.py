"""Dialogs about money: recording, using, giving back, letting go, and undoing each."""
