"""Commands to the engine and events from it: one JSON line each, the same whether the engine is a child or in process.

Every command carries a `job` number chosen by the caller; every job ends with exactly one `Done` event.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeAlias

import msgspec

from reader.domain.models import Candidate
from reader.domain.pictures import Form


class Command(msgspec.Struct, frozen=True, tag_field="do", kw_only=True):
    """Base of all commands."""

    job: int


class Refresh(Command, frozen=True, tag="refresh"):
    """Refresh subscriptions. An empty `feeds` means every one."""

    feeds: tuple[int, ...] = ()
    only_due: bool = False
    """True leaves out those whose time has not come (the timer, cron); False is the user's own key."""


class Discover(Command, frozen=True, tag="discover"):
    """Find the feeds behind what the user typed. Answered by `Discovered`."""

    url: str


class Subscribe(Command, frozen=True, tag="subscribe"):
    """Subscribe to a feed found by `Discover` and fetch it. Answered by `Subscribed`."""

    url: str
    adapter: str
    folder_id: int = 0
    own_title: str = ""
    typed: bool = False
    """As `Candidate.typed`."""


class Follow(Command, frozen=True, tag="follow"):
    """Fetch one page and store it as an entry (or its full text with the entry `entry_id`). Answered by `Followed`."""

    url: str
    entry_id: int = 0
    referrer_id: int = 0
    """The entry whose link was followed, 0 when there is none."""
    queue_when_offline: bool = True
    title: str = ""
    """What the link was called, for the lists while the page waits for the network."""


class Keep(Command, frozen=True, tag="keep"):
    """Bring stories into the cache whole, to be read without a network: the text of their pages, their pictures and
    the stories that their publishers print beside them. What is here already is not fetched again; without a network
    what is missing waits for it. A `Followed` tells of each page."""

    entries: tuple[int, ...]
    depth: int = 1
    """Levels of related stories, 0 to 2."""
    pictures: bool = True
    megabytes: float = 0.0
    """Stop after so many megabytes were fetched; 0 for no such limit."""


class FetchPicture(Command, frozen=True, tag="picture"):
    """Bring a picture into the cache. Answered by `PictureFetched`."""

    url: str
    entry_id: int = 0
    """The entry in which it stands."""


class DrawPicture(Command, frozen=True, tag="draw"):
    """Bring a picture of the cache into the form that a terminal takes. Answered by `PictureDrawn`."""

    url: str
    form: Form
    width: int
    """Pixels."""
    height: int


class Relate(Command, frozen=True, tag="relate"):
    """Compute what is related to the entries that wait for it, or (`anew`) to all entries from the beginning."""

    anew: bool = False


class SetOffline(Command, frozen=True, tag="offline"):
    """Work offline by choice, or online again."""

    offline: bool


class Cancel(Command, frozen=True, tag="cancel"):
    """Stop the job `target` (0: all jobs); what was fetched stays."""

    target: int = 0


class Shutdown(Command, frozen=True, tag="shutdown"):
    """Finish the write under way and end."""


AnyCommand: TypeAlias = (
    Refresh
    | Discover
    | Subscribe
    | Follow
    | Keep
    | FetchPicture
    | DrawPicture
    | Relate
    | SetOffline
    | Cancel
    | Shutdown
)


class Event(msgspec.Struct, frozen=True, tag_field="is", kw_only=True):
    """Base of all events. `job` is the command's number, 0 for what nobody asked."""

    job: int = 0


class Progress(Event, frozen=True, tag="progress"):
    """How far a job is. Coalesced to ten a second."""

    done: int
    total: int
    failed: int = 0
    new: int = 0
    """New entries so far."""
    label: str = ""
    """What is being worked on, fit for the screen."""
    bytes: int = 0
    """Bytes fetched so far, where they are counted."""


class FeedChanged(Event, frozen=True, tag="feed"):
    """A subscription was fetched, or its health changed."""

    feed_id: int
    new: int = 0
    updated: int = 0
    error: str = ""


class RuleMet(Event, frozen=True, tag="rule"):
    """Stories came in that a rule tells of. One event for each rule and refresh."""

    rule: str
    count: int
    title: str = ""
    """Of the newest."""


class Discovered(Event, frozen=True, tag="discovered"):
    """The feeds behind an address, best first."""

    candidates: tuple[Candidate, ...]
    error: str = ""
    kind: str = ""
    """What went wrong, for whoever must tell apart: `typed` (no address), `unreachable` (no answer), else empty."""


class Subscribed(Event, frozen=True, tag="subscribed"):
    """A subscription was made, or (`existed`) was there already. `feed_id` 0 with an `error` when it failed."""

    feed_id: int
    existed: bool = False
    error: str = ""


class Followed(Event, frozen=True, tag="followed"):
    """A page was fetched and stored as `entry_id`; or it was queued; or it is no article / could not be fetched."""

    url: str
    entry_id: int = 0
    queued: bool = False
    not_article: str = ""
    """What it is instead (`pdf`, `video`, `home`, ...), empty when it is an article."""
    error: str = ""


class PictureFetched(Event, frozen=True, tag="picture"):
    """A picture is in the cache (`here`), or could not be had."""

    url: str
    here: bool = False
    error: str = ""


class PictureDrawn(Event, frozen=True, tag="drawn"):
    """A picture was drawn: `name` and `suffix` of its file (see `store.picture_files`), or an `error`."""

    url: str
    name: str = ""
    suffix: str = ""
    error: str = ""


class StoriesChanged(Event, frozen=True, tag="stories"):
    """The story of these entries, or what is related to them, is another one now."""

    entry_ids: tuple[int, ...]


class StoriesGrew(Event, frozen=True, tag="grew"):
    """Stories that the reader follows have gathered entries. At most once for each run of relating."""

    came: tuple[tuple[int, int], ...]
    """Followed story, and how many entries came that the reader has not seen."""


class Online(Event, frozen=True, tag="online"):
    """The network came or went, or the user's switch was thrown."""

    online: bool
    by_choice: bool = False
    since: datetime | None = None


class Notice(Event, frozen=True, tag="notice"):
    """One sentence for the user: the engine was restarted, an adapter disabled itself, a queue came in."""

    text: str
    problem: bool = False


class Done(Event, frozen=True, tag="done"):
    """The last event of a job. `error` is a sentence when the job as a whole failed."""

    failed: int = 0
    new: int = 0
    cancelled: bool = False
    error: str = ""
    offline: bool = False
    """Nothing was reachable."""
    reason: str = ""
    """Why the first that was asked was not reachable, where nothing was."""
    bytes: int = 0
    """Bytes fetched, where they are counted."""
    skipped: int = 0
    """Pages that turned out to be no article, or that their sites keep from programs."""
    queued: int = 0
    """Stories that wait for the network now."""
    full: bool = False
    """It ended early because there is no more room (the budget of the cache, or of this job)."""


AnyEvent: TypeAlias = (
    Progress
    | FeedChanged
    | RuleMet
    | Discovered
    | Subscribed
    | Followed
    | PictureFetched
    | PictureDrawn
    | StoriesChanged
    | StoriesGrew
    | Online
    | Notice
    | Done
)
EventHandler: TypeAlias = Callable[[AnyEvent], None]


class EngineLink(Protocol):
    """How the library speaks to an engine, in process or in a child."""

    async def send(self, command: AnyCommand) -> None:
        """Hand over a command; starts the engine when it is not running. Answers come as events."""
        ...

    def subscribe(self, handler: EventHandler) -> Callable[[], None]:
        """Call `handler` for each event, on the event loop. Returns a function that ends this."""
        ...

    async def close(self) -> None:
        """End the engine; waits for the write under way, at most a second or two."""
        ...


encode_command = msgspec.json.Encoder().encode
decode_command = msgspec.json.Decoder(AnyCommand).decode
encode_event = msgspec.json.Encoder().encode
decode_event = msgspec.json.Decoder(AnyEvent).decode
