"""What the commands do, a class for each group; the main screen finds a command's method by its name."""
