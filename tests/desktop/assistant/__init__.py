"""The assistant: every tool at real books."""
