"""Qt widgets: what people see and touch; they show what services and queries hand them."""

from desktop.system.immortal import keep_constants

keep_constants()
