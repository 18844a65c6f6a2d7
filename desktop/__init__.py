"""The back-office app: customers, quotes and invoices in one local file."""
