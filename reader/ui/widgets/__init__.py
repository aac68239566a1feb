"""Widgets: the panes and lines of the screen."""
