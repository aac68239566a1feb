"""Which source adapters there are, and calling them so that a broken one harms nobody else.

Names come from the entry-point group `reader.sources`; a class is imported when it is first used. The built-in adapters
are registered through the same group; when the distribution's metadata is missing (a bare checkout), a table of the
same names takes its place. A plug-in that raises anything unexpected is disabled for the rest of the run, with one
notice; what a built-in adapter stumbles over is a fault of ours at one address, and no reason to ask no other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, TypeVar

from reader.domain.errors import AdapterBroken, FetchError, UsageError
from reader.domain.models import Candidate
from reader.domain.text import clean_line
from reader.i18n import _

from . import typed
from .api import Discovers, Fetched, FetchesPages, Http, Parsed, Request, Source
from .probing import Prober, done_by

GROUP = "reader.sources"
BUILT_IN = {
    "feed": "reader.sources.feed:FeedSource",
    "jsonfeed": "reader.sources.jsonfeed:JSONFeedSource",
    "local": "reader.sources.local:LocalSource",
    "samples": "reader.sources.samples:SampleSource",
    "section": "reader.sources.section:SectionSource",
    "sitemap": "reader.sources.sitemap:SitemapSource",
}

_Result = TypeVar("_Result")


def installed() -> dict[str, str]:
    """Adapter names and where their classes are (`module:Class`). Reads package metadata, imports no adapter.

    The built-in names cannot be taken over by another distribution.
    """
    from importlib.metadata import entry_points

    found = {point.name: point.value for point in entry_points(group=GROUP)}
    return {**found, **BUILT_IN}


def load(spec: str) -> Any:
    """The object that `module:name` names. Raises AdapterBroken when there is none or its module cannot be imported."""
    module, _colon, name = spec.partition(":")
    try:
        found: Any = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    # A plug-in's module may raise anything at all while it is imported, even SystemExit.
    except (Exception, SystemExit) as error:
        raise AdapterBroken(
            _("{spec} cannot be loaded: {reason}").format(
                spec=clean_line(spec, 100), reason=clean_line(str(error), 160)
            )
        ) from error
    return found


def load_parser(spec: str) -> Callable[[Fetched], Parsed]:
    """An adapter's parse function; called in the parsing process. Raises AdapterBroken."""
    function = load(spec)
    if not callable(function):
        raise AdapterBroken(_("{spec} is no function.").format(spec=clean_line(spec, 100)))
    parser: Callable[[Fetched], Parsed] = function
    return parser


class Registry:
    """The adapters of this run. `specs` maps names to `module:Class`; by default what is installed. `prober` is where
    they probe what they fetched (see `probing`)."""

    def __init__(self, specs: Mapping[str, str] | None = None, prober: Prober | None = None) -> None:
        self._prober = prober
        self._specs = dict(installed() if specs is None else specs)
        self._sources: dict[str, Source] = {}
        self.broken: dict[str, str] = {}
        """Disabled adapters and why, as sentences."""
        self._notices: list[str] = []

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all adapters, the disabled ones too."""
        return tuple(self._specs)

    def take_notices(self) -> list[str]:
        """What the user has not been told yet: one sentence for each adapter that was disabled."""
        notices, self._notices = self._notices, []
        return notices

    def get(self, name: str) -> Source:
        """The adapter called `name`, loaded. Raises AdapterBroken when it is missing, disabled or cannot be loaded."""
        if name in self.broken:
            raise AdapterBroken(self.broken[name])
        if name in self._sources:
            return self._sources[name]
        spec = self._specs.get(name)
        if spec is None:
            raise AdapterBroken(
                _("The source adapter “{name}” is not installed; its feeds wait until it is.").format(
                    name=clean_line(name, 60)
                )
            )
        try:
            source = load(spec)()
            if not isinstance(source, Source) or ":" not in str(source.parser):
                raise TypeError(_("it is no source adapter"))
        except (Exception, SystemExit) as error:  # a plug-in's constructor may raise anything
            raise self._disable(name, error) from error
        self._sources[name] = source
        return source

    def parser_of(self, name: str) -> str:
        """`module:function` of the adapter's parse function. Raises AdapterBroken."""
        return str(self.get(name).parser)

    def ranked(self, url: str) -> list[tuple[float, str]]:
        """(score, name) of the adapters that suit `url`, best first; disabled and failing ones are left out."""
        scores = []
        for name in self._specs:
            try:
                score = float(self.get(name).match(url))
            except AdapterBroken:
                continue
            except Exception as error:  # noqa: BLE001 - a plug-in's match may raise anything
                self._disable(name, error)
                continue
            if score > 0.0:
                scores.append((min(score, 1.0), name))
        # sorted() keeps the registration order of equals, where the built-in ones stand last: a plug-in goes first.
        return sorted(scores, key=lambda pair: -pair[0])

    def best(self, url: str) -> str:
        """The name of the adapter that suits `url` best. Raises UsageError when none does."""
        ranked = self.ranked(url)
        if not ranked:
            from .typed import web_addresses

            web_addresses(url)
            raise UsageError(_("No source adapter knows what to do with “{url}”.").format(url=clean_line(url, 80)))
        return ranked[0][1]

    async def fetch(self, name: str, request: Request, http: Http) -> Fetched:
        """Fetch with the adapter `name`. Raises NetError, SourceError; AdapterBroken for anything else that a plug-in
        does. Faults of a built-in one come through."""
        source = self.get(name)
        fetched = await self._guarded(name, source.fetch(request, http))
        if not isinstance(fetched, Fetched):
            raise self._disable(name, TypeError(_("its fetch gave back something else than it must")))
        return fetched

    async def discover(self, text: str, http: Http) -> list[Candidate]:
        """The feeds behind what the user typed, by the adapter that suits it best.

        Raises UsageError when it is nothing that can be read, NetError or SourceError when it cannot be read now.
        """
        text = text.strip()
        name = self.best(text)
        source = self.get(name)
        if not isinstance(source, Discovers):
            return [Candidate(url=text, adapter=name, typed=True)]
        found = list(await self._guarded(name, source.discover(text, http), UsageError))
        return [replace(one, typed=_is_typed(one, name, text)) for one in found]

    async def fetch_page(self, url: str, http: Http) -> Fetched | None:
        """The article page at `url` from an adapter that keeps pages of its own, None to fetch it in the ordinary way.

        Raises NetError or SourceError from such an adapter.
        """
        for name in self._specs:
            try:
                source = self.get(name)
            except AdapterBroken:
                continue
            if isinstance(source, FetchesPages):
                page = await self._guarded(name, source.fetch_page(url, http))
                if page is not None:
                    return page
        return None

    async def _guarded(self, name: str, work: Awaitable[_Result], *expected: type[Exception]) -> _Result:
        try:
            with done_by(self._prober):
                return await work
        except Exception as error:  # whatever else a plug-in raises is its own fault, and stays with it
            if isinstance(error, (FetchError, *expected)) or self._specs[name] == BUILT_IN.get(name):
                raise
            raise self._disable(name, error) from error

    def _disable(self, name: str, error: BaseException) -> AdapterBroken:
        reason = str(error) if isinstance(error, AdapterBroken) else f"{type(error).__name__}: {error}"
        sentence = _("The source adapter “{name}” is broken and switched off until the next start ({reason}).").format(
            name=clean_line(name, 60), reason=clean_line(reason, 160)
        )
        if name not in self.broken:
            self.broken[name] = sentence
            self._notices.append(sentence)
        self._sources.pop(name, None)
        return AdapterBroken(sentence)


def _is_typed(one: Candidate, asked: str, text: str) -> bool:
    """Whether the user named what `one` is by typing `text`: its host and port, or for the adapter that was `asked` a
    file of its own kind."""
    return typed.named(one.url, text) if typed.web_score(one.url) else one.adapter == asked
