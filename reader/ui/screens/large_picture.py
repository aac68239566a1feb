"""A picture over the whole screen, as well as the terminal can, with its words below; on to the next one with a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar
from zlib import crc32

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.domain.blocks import Block, Image, plain, walk
from reader.domain.pictures import Picture
from reader.domain.records import dataclass
from reader.i18n import _
from reader.ui.cellsize import CellSize
from reader.ui.render.cells import safe
from reader.ui.render.graphics import Graphics, KittyPicture, has_sixel, iterm_here, sixel_here
from reader.ui.widgets.picture_canvas import PictureCanvas

from .dialog import keys_line
from .working import PushedScreen

if TYPE_CHECKING:
    from reader.library import Library

_PATIENCE = 2.0
"""Seconds in which the terminal may say what it can."""
MOST_SIXELS = 1000
"""Pixels of a side: xterm draws nothing of a larger one, unless it is told to (maxGraphicSize)."""
_OF_AN_ANSWER = frozenset("[?;0123456789c")


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture with its words."""

    url: str
    words: str = ""
    credit: str = ""


def plates_of(blocks: Sequence[Block], lead_url: str = "") -> list[Plate]:
    """The pictures of an article, each once, in its order; `lead_url` is the entry's own where the text has none."""
    images = [block for block in walk(blocks) if isinstance(block, Image) and block.url]
    plates = {
        image.url: Plate(image.url, safe(plain(image.caption) or image.alt), safe(image.credit)) for image in images
    }
    return list(plates.values()) or ([Plate(lead_url)] if lead_url else [])


@dataclass(frozen=True, slots=True)
class Seen:
    """What comes back from the large view."""

    graphics: Graphics
    """What the terminal turned out to show."""
    browse: str = ""
    """A picture to be opened in the browser."""


class LargePicture(PushedScreen[Seen], ModalScreen[Seen]):
    """Shows one of `plates`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,enter,q,v,backspace", "close", ""),
        ("right,down,l,j,n,space", "step(1)", ""),
        ("left,up,h,k,N,p", "step(-1)", ""),
        ("o", "browse", ""),
        ("question_mark", "help", ""),
    ]
    DEFAULT_CSS = """
    LargePicture {
        background: $background;
        &:ansi { background: ansi_default; }
    }
    LargePicture > .words {
        height: auto;
        max-height: 5;
        padding: 0 4;
        text-align: center;
        color: $text;
    }
    LargePicture > .keys { height: 1; margin: 0; padding: 0 2; color: $muted; background: $bar; }
    """

    def __init__(
        self,
        library: Library,
        plates: Sequence[Plate],
        at: int,
        graphics: Graphics,
        cell: CellSize,
        *,
        ask: bool = False,
        fetch: bool = True,
        entry_id: int = 0,
        show_help: Callable[[], None] = lambda: None,
    ) -> None:
        """`ask` says that the terminal was not asked yet what it can; `fetch` that pictures may be fetched;
        `show_help` shows every key."""
        super().__init__()
        self._library = library
        self._plates = plates
        self._at = at
        self._graphics = graphics
        self._cell = cell
        self._ask, self._fetch, self._entry_id = ask, fetch, entry_id
        self._show_help = show_help
        self._answer = ""
        self._picture: Picture | None = None
        self._canvas = PictureCanvas(cell)

    def compose(self) -> ComposeResult:
        """Picture, words, keys."""
        yield self._canvas
        yield Static("", classes="words", markup=False)
        pairs = [("esc", _("back")), ("o", _("browser"))]
        if len(self._plates) > 1:
            pairs.insert(0, ("← →", _("other pictures")))
        yield keys_line(*pairs)

    def on_mount(self) -> None:
        """Show the first picture; ask the terminal."""
        if self._ask:
            self._canvas.ask_for_sixel()
            self.set_timer(_PATIENCE, self._no_answer)
        self._show()

    # -- keys

    def on_key(self, event: events.Key) -> None:
        """While the terminal is asked, its answer comes as keys: they are taken for what they are."""
        if self._ask and event.character and event.character in _OF_AN_ANSWER:
            event.stop()
            event.prevent_default()
            self._answer += event.character
            if (found := has_sixel(self._answer)) is not None:
                self._ask = False
                if found:
                    self._graphics = Graphics.SIXEL
                    self._paint()

    def _no_answer(self) -> None:
        self._ask = False

    def on_click(self) -> None:
        """A click closes it, as it opened it."""
        self.action_close()

    def action_close(self) -> None:
        """Back to the text."""
        self.dismiss(Seen(self._graphics))

    def action_step(self, delta: int) -> None:
        """The next or previous picture, round the ends."""
        if len(self._plates) > 1:
            self._at = (self._at + delta) % len(self._plates)
            self._show()

    def action_browse(self) -> None:
        """Open the picture in the browser."""
        self.dismiss(Seen(self._graphics, self._plates[self._at].url))

    def action_help(self) -> None:
        """Every key."""
        self._show_help()

    # -- showing

    def _show(self) -> None:
        plate = self._plates[self._at]
        parts: list[str | tuple[str, str]] = [plate.words]
        if plate.credit:
            parts.append((f"  {plate.credit}", "$muted"))
        if len(self._plates) > 1:
            parts.append((f"   {self._at + 1}/{len(self._plates)}", "$muted"))
        self.query_one(".words", Static).update(Content.assemble(*parts))
        self._picture = None
        self.work(self._load, plate, group="picture", exclusive=True)

    def failed(self, error: BaseException) -> None:
        """Why a picture cannot be had stands in its place."""
        self._canvas.say(self.explain(error))

    async def _load(self, plate: Plate) -> None:
        picture, why = await self._library.picture(plate.url), _("This picture is not in the cache.")
        if picture is None and self._fetch:
            self._canvas.say(_("Fetching the picture…"))
            picture, why = await self._library.fetch_picture(plate.url, self._entry_id)
        if picture is None:
            self._canvas.say(why)
            return
        self._picture = picture
        self._canvas.show(picture)
        await self._load_painting(picture)

    def on_resize(self) -> None:
        """Another size needs another painting."""
        self.call_after_refresh(self._paint)

    def _paint(self) -> None:
        if self._picture is not None:
            self.work(self._load_painting, self._picture, group="painting", exclusive=True)

    async def _load_painting(self, picture: Picture) -> None:
        """What the terminal shows better than cells."""
        self._canvas.limit(MOST_SIXELS if self._graphics is Graphics.SIXEL else 0)
        columns, rows = self._canvas.box
        width, height = columns * self._cell.width, rows * self._cell.height
        if not columns:
            return
        painting: str | KittyPicture = ""
        match self._graphics:
            case Graphics.KITTY:
                png = await self._library.draw_picture(picture.url, "png", width, height)
                number = crc32(f"large {picture.url}".encode("utf-8", "replace")) & 0xFFFFFF or 1
                painting = KittyPicture(number, png, columns, rows) if png else ""
            case Graphics.SIXEL:
                painting = sixel_here(await self._library.draw_picture(picture.url, "sixel", width, height))
            case Graphics.ITERM:
                file = await self._library.picture_file(picture)
                painting = iterm_here(file, columns, rows) if file else ""
        if not painting or picture is not self._picture or self._canvas.box != (columns, rows):
            return
        if isinstance(painting, KittyPicture):
            self._canvas.paint_kitty(painting)
        else:
            self._canvas.paint_over(painting)
