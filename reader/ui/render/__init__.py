"""Rows, blocks and related groups as lines of the terminal: pure functions, no widget, no theme."""
