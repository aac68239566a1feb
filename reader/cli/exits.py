"""Exit codes of the command line, as documented in the README; 69, 78 and 130 follow sysexits.h and the shell."""

OK = 0
SOME_FAILED = 1
USAGE = 2
UNAVAILABLE = 69
BAD_CONFIG = 78
INTERRUPTED = 130


class AlreadySaid(Exception):
    """The command failed for a reason that stands on stderr since the store was opened; nothing is said twice."""
