"""Tables: item models, values and the delegates that paint them."""
