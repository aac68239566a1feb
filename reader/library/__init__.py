"""The one object that the interface and the command line hold: everything they may ask of the program.

Reads go to read-only connections on two threads and can be interrupted; the reader's own small writes (read, starred,
folders) go through one writer thread; everything that fetches goes to the engine as a command. Nothing here blocks the
event loop, and nothing below it is used by the interface.
"""

from .events import Coverage, Event, ImportReport, StateChanged, Undone
from .facade import Library

__all__ = ["Coverage", "Event", "ImportReport", "Library", "StateChanged", "Undone"]
