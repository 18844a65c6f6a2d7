"""The editor of drafts; imported on its first use, so it may import services and queries."""
