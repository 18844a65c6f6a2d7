"""What the assistant's doors do in the books: keys, the record of calls, proposals, answers given before."""
