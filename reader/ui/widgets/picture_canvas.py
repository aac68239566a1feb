"""One picture as large as it may be: half blocks at once, then, where the terminal can, painted over them."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip

from reader.domain.pictures import Picture
from reader.ui.cellsize import CellSize
from reader.ui.render.art import Art, box, in_cells
from reader.ui.render.graphics import ASK_FOR_SIXEL, KittyPicture, KittyStrip, PaintedStrip
from reader.ui.render.lines import BLANK, Line, Look, Piece

from .looks import Looked, Looks

_ENLARGED = 4  # times that a small picture may grow
_TOASTS_STAY = 0.5  # seconds between two looks whether a toast still covers the picture

_LOOKS = {
    "waiting": "$muted on $bar",
    "words": "$muted",
}


class PictureCanvas(Looked):
    """Draws one picture in its middle."""

    DEFAULT_CSS = """
    PictureCanvas {
        width: 1fr;
        height: 1fr;
        background: $background;
    }
    """

    def __init__(self, cell: CellSize) -> None:
        super().__init__()
        self._cell = cell
        self._looks = Looks(self, _LOOKS)
        self._picture: Picture | None = None
        self._words = ""
        self._lines: list[Line] = []
        self._painting = ""
        self._kitty: KittyPicture | None = None
        self._asking = False
        self._most = 0

    # -- what is shown

    def limit(self, pixels: int) -> None:
        """Draw no picture wider or higher than so many pixels of the terminal."""
        if pixels != self._most:
            self._most = pixels
            self._draw()

    def show(self, picture: Picture) -> None:
        """Show a picture in half blocks."""
        self._picture, self._words = picture, ""
        self._forget_painting()
        self._draw()

    def say(self, words: str) -> None:
        """Show a sentence in place of a picture."""
        self._picture, self._words = None, words
        self._forget_painting()
        self._draw()

    def paint_kitty(self, picture: KittyPicture) -> None:
        """Draw by kitty's placeholders."""
        self._kitty = picture
        self.refresh()

    def paint_over(self, painting: str) -> None:
        """Let the terminal paint the picture itself; `painting` begins at its upper left corner."""
        self._painting = painting
        self.refresh()

    def ask_for_sixel(self) -> None:
        """Ask the terminal, with the next frame, whether it knows sixels; the answer comes as keys."""
        self._asking = True
        self.refresh()

    def _forget_painting(self) -> None:
        self._painting, self._kitty = "", None

    @property
    def box(self) -> tuple[int, int]:
        """(columns, rows) that the picture takes; zeros while there is none."""
        art = next((line.art for line in self._lines if line.art), None)
        return (art.columns, art.rows) if art else (0, 0)

    # -- painting

    def on_resize(self) -> None:
        """Another size."""
        self._forget_painting()
        self._draw()

    def _draw(self) -> None:
        width, height = self.size
        if not width or not height:
            return
        picture = self._picture
        if picture is None:
            self._lines = [Line((Piece(self._words[:width], Look("words")),))]
        else:
            size = picture.width * _ENLARGED, picture.height * _ENLARGED
            most_columns, most_rows = max(1, width - 4), max(1, height - 1)
            if self._most:
                most_columns = min(most_columns, self._most // self._cell.width)
                most_rows = min(most_rows, self._most // self._cell.height)
            columns, rows = box(*size, most_columns, most_rows, self._cell.aspect)
            drawn = in_cells(picture.cells, columns, rows)
            self._lines = [Line(art=Art(picture.url, row, rows, columns, 0, drawn[row])) for row in range(rows)]
        self.refresh()

    @property
    def _top(self) -> int:
        return max(0, (self.size.height - len(self._lines)) // 2)

    def _line(self, y: int) -> Line:
        row = y - self._top
        return self._lines[row] if 0 <= row < len(self._lines) else BLANK

    def render_line(self, y: int) -> Strip:
        """The strip of line `y`."""
        line, width = self._line(y), self.size.width
        left = max(0, (width - line.cells) // 2)
        return self._looks.paint(line, left=left, columns=line.cells, total=width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as they go to the terminal, with what is painted over them."""
        strips = super().render_lines(crop)
        columns, rows = self.box
        if crop.x or crop.width < self.size.width:
            return strips
        covered = bool(self._painting) and (not self.screen.is_active or bool(self.screen.query("Toast")))
        if covered:
            # A painting would lie over the toast, or over the keys.
            self.set_timer(_TOASTS_STAY, self.refresh)
        left = max(0, (self.size.width - columns) // 2)
        for index, y in enumerate(crop.line_range):
            art, strip = self._line(y).art, strips[index]
            if art is not None and self._kitty is not None and art.row < self._kitty.rows:
                strips[index] = KittyStrip(strip, strip.cell_length, left, self._kitty, art.row)
            elif art is not None and self._painting and art.row == rows - 1 and not covered:
                strips[index] = PaintedStrip(strip, strip.cell_length, left, rows, self._painting)
            elif self._asking and y == self.size.height - 1:
                self._asking = False
                strips[index] = PaintedStrip(strip, strip.cell_length, 0, 1, ASK_FOR_SIXEL)
        return strips
