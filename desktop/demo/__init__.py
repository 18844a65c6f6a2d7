"""A company to try things on: its books, its practice portal, and a walk through both without a screen."""
