"""Mail: what a customer gets in the post, from the words of a document to the bytes that leave; it sends nothing."""
