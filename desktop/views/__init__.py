"""Qt widgets: what people see and touch; they show what services and queries hand them."""

from desktop.views.immortal import keep_constants

keep_constants()
