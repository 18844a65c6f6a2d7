"""The exchange with the portal: outbox out, feed in; no Qt."""
