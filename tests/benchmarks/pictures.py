"""What pictures cost: `python -m tests.benchmarks.pictures`.

Decodes the sample pictures and one photograph of 12 megapixels in the parsing process, opens an article with ten
pictures beside the same one without, scrolls through both, and weighs what lies in the cache folder. Times are in
milliseconds, medians; nothing is asserted.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import perf_counter

from PIL import Image as Pillow
from textual.app import ComposeResult

from reader.domain.blocks import Image, Span
from reader.domain.clock import system_clock
from reader.domain.models import Article
from reader.domain.pictures import Picture, PictureRead
from reader.extract.pool import Pool
from reader.paths import samples_dir
from reader.sources.api import Fetched
from reader.store.picture_files import PictureFiles
from reader.ui.render.art import in_cells
from reader.ui.render.graphics import Graphics
from reader.ui.theming import ThemedApp
from reader.ui.widgets.article import ArticleView

from .paint import article

ROUNDS = 9


class OneView(ThemedApp[None]):
    """An article and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.view = ArticleView()

    def compose(self) -> ComposeResult:
        """The article."""
        yield self.view


def photograph(width: int = 4000, height: int = 3000) -> bytes:
    """A JPEG that does not compress well, as photographs do not."""
    rng = random.Random(7)
    small = Pillow.frombytes("RGB", (200, 150), rng.randbytes(200 * 150 * 3))
    out = BytesIO()
    small.resize((width, height), Pillow.Resampling.BICUBIC).save(out, "JPEG", quality=88)
    return out.getvalue()


async def decode() -> list[PictureRead]:
    """Decode in the child; print times and sizes."""
    pool, read = Pool(1), []
    files = [path.read_bytes() for path in sorted((samples_dir() / "pictures").iterdir())]
    try:
        await pool.read_picture(Fetched("", files[0]), system_clock())
        for name, bodies in (("sample pictures (640x400)", files), ("12 megapixels", [photograph()] * 3)):
            times = []
            for body in bodies:
                begin = perf_counter()
                read.append(await pool.read_picture(Fetched("", body), system_clock()))
                times.append((perf_counter() - begin) * 1000)
            print(f"decode, {name:28}{statistics.median(times):8.1f}  worst {max(times):6.1f}")
        for form in ("png", "sixel"):
            begin = perf_counter()
            drawn = await pool.draw_picture(read[0].data, form, 720, 450, system_clock())
            print(f"draw 720x450 as {form:25}{(perf_counter() - begin) * 1000:8.1f}  {len(drawn) / 1024:6.0f} kB")
    finally:
        await pool.close()
    with tempfile.TemporaryDirectory() as folder:
        kept = PictureFiles(Path(folder))
        sizes = [kept.size(kept.write(picture)) for picture in read[: len(files)]]
        large = kept.size(kept.write(read[-1]))
    fetched = statistics.mean(map(len, files))
    print(f"cache, a sample picture{statistics.mean(sizes) / 1024:20.0f} kB for {fetched / 1024:.0f} kB fetched")
    print(f"cache, 12 megapixels{large / 1024:23.0f} kB")
    return read


def with_pictures(base: Article, count: int) -> Article:
    """`base` with `count` pictures spread over it."""
    blocks = list(base.blocks)
    step = max(1, len(blocks) // count)
    for number in range(count):
        picture = Image(f"https://example.org/{number}.jpg", "", (Span(f"Picture {number}"),), "", 640, 400)
        blocks.insert(number * (step + 1), picture)
    return replace(base, blocks=tuple(blocks))


def median(work: Callable[[], object]) -> float:
    """Milliseconds of `work`."""
    times = []
    for _round in range(ROUNDS):
        begin = perf_counter()
        work()
        times.append((perf_counter() - begin) * 1000)
    return statistics.median(times)


async def reading(read: list[PictureRead]) -> None:
    """Open and scroll with and without pictures."""
    app = OneView()
    view = app.view
    plain = article(3000, "vi")
    full = with_pictures(plain, 10)
    async with app.run_test(size=(110, 48)) as pilot:
        await pilot.pause()
        view.graphics = Graphics.CELLS
        print(f"text of 3,000 words{median(lambda: view.show(plain)):25.1f}")
        print(f"the same with ten pictures to come{median(lambda: view.show(full)):10.1f}")
        print(f"one picture into cells (72x22){median(lambda: in_cells(read[0].cells, 72, 22)):14.1f}")
        pictures = [Picture(f"https://example.org/{n}.jpg", 640, 400, read[n].cells) for n in range(10)]
        begin = perf_counter()
        for picture in pictures:
            view.picture_came(picture)
        print(f"ten pictures come, each{(perf_counter() - begin) * 100:21.1f}")
        for name, shown in (("without", plain), ("with", full)):
            view.show(shown)
            view.finish_layout()
            times = []
            for _step in range(60):
                begin = perf_counter()
                view.scroll_lines(1)
                view.render_lines(view.size.region)
                times.append((perf_counter() - begin) * 1000)
                await pilot.pause()
            print(f"a line down, {name + ' pictures':31}{statistics.median(times):4.1f}  worst {max(times):6.1f}")


async def main() -> None:
    """Everything, in turn."""
    await reading(await decode())


if __name__ == "__main__":
    asyncio.run(main())
