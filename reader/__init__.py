"""bantin: a terminal news reader that follows the story."""

__version__ = "0.1.0"
PRODUCT = "bantin"
