"""Qt widgets: what people see and touch; they show what services and queries hand them."""
