"""Values and pure functions: the words of the program. Standard library only; imports nothing else of ours."""
