"""The assistant in the window: its keys, what each key did, and what waits for a person's approval."""
