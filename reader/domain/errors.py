"""The one tree of our errors; each message is a sentence fit for the screen.

ReaderError
├── ConfigError            the configuration: file, line, key, what is allowed
├── StoreError             the cache on disk
│   ├── StoreDamaged       not a database, or one that fails its check; set aside, never overwritten
│   ├── StoreNewer         written by a newer version; left alone
│   ├── StoreLocked        another copy writes; this one may read
│   └── StoreFull          no room, read-only file system
├── FetchError             one address; the store is sound, and the rest go on
│   ├── SourceError            one source
│   │   ├── NotAFeed           HTML or something else where a feed was expected
│   │   ├── NotAnArticle       a page that holds no article (portal, login, consent wall, video, PDF)
│   │   ├── ParseFailed        over the limits, or nothing could be saved from it
│   │   │   └── NotAPicture    markup, damage, a size or a kind of file that is not shown
│   │   └── AdapterBroken      a plug-in raised or broke its contract
│   └── NetError               the network
│       ├── Offline            no network, or switched off by the user
│       ├── Unreachable        name lookup, connection, TLS, time
│       │   └── BadAnswer      a server was there: its answer broke off, made no sense, or took too long
│       ├── TooLarge           more bytes than the limit
│       ├── Forbidden          an address that outside text may not name
│       └── HttpStatus         the server answered with an error; has .status and .retry_after
├── UsageError             what the user typed
│   └── QueryError         a query that cannot be read; points at the place
└── Cancelled              the user pressed Esc
"""

from __future__ import annotations


class ReaderError(Exception):
    """Root of all errors that the program expects and explains."""


class ConfigError(ReaderError):
    """The configuration cannot be used as it stands."""


class StoreError(ReaderError):
    """The cache on disk cannot do what was asked."""


class StoreDamaged(StoreError):
    """The store is no sound database."""


class StoreNewer(StoreError):
    """The store was written by a newer version of the program."""


class StoreLocked(StoreError):
    """Another copy of the program holds the store."""


class StoreFull(StoreError):
    """The disk is full or cannot be written."""


class FetchError(ReaderError):
    """What one address names cannot be had. Nothing is wrong with the store, and the others go on."""


class SourceError(FetchError):
    """One source failed."""


class NotAFeed(SourceError):
    """Something else stands where a feed was expected."""


class NotAnArticle(SourceError):
    """The page holds no article. `kind` names what it is: `pdf`, `video`, `image`, `home`, `login`, `consent`, `bot`,
    `missing`, `other`."""

    def __init__(self, message: str, kind: str = "other") -> None:
        super().__init__(message)
        self.kind = kind


class ParseFailed(SourceError):
    """Nothing could be read from what was fetched, or reading it broke a limit."""


class NotAPicture(ParseFailed):
    """What was fetched is no picture that can be shown."""


class AdapterBroken(SourceError):
    """A source adapter raised or broke its contract."""


class NetError(FetchError):
    """The network did not give what was asked."""


class Offline(NetError):
    """There is no network, or the user switched it off."""


class Unreachable(NetError):
    """Name lookup, connection, TLS or time limit failed. `slow` says that it took all the time that it may."""

    def __init__(self, message: str, *, slow: bool = False) -> None:
        super().__init__(message)
        self.slow = slow


class BadAnswer(Unreachable):
    """A server was reached, and what it sent is no whole answer."""


class TooLarge(NetError):
    """More bytes than the limit."""


class Forbidden(NetError):
    """Text from outside named an address inside this machine or its network."""


class HttpStatus(NetError):
    """The server answered with an error status.

    `status` is the HTTP status, `retry_after` the seconds that the server asked for, or None, `url` the address that
    answered so: after redirects another than was asked.
    """

    def __init__(self, message: str, status: int, retry_after: float | None = None, url: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        self.url = url


class UsageError(ReaderError):
    """What the user typed cannot be done; the message says what can."""


class QueryError(UsageError):
    """A query cannot be read. `text[start:end]` is the place that the sentence speaks of."""

    def __init__(self, message: str, text: str, start: int, end: int) -> None:
        super().__init__(message)
        self.text = text
        self.start = start
        self.end = end


class Cancelled(ReaderError):
    """The user stopped it."""
