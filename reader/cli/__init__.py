"""The command line. `main` reads the arguments, each other module holds the commands of one kind."""
