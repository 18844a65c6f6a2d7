"""Who is billed and what is sold: lists with a form beside them."""
