"""The hosted portal: one document behind one secret link."""
