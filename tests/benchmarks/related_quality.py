"""How good the related stories are: `python -m tests.benchmarks.related_quality [FILE.jsonl[.gz] ...]`.

Each file holds articles as JSON Lines (id, cluster, date, source, title, summary, body; `cluster` is the event,
articles without one only distract; whatever is missing may be missing). They are put into a store as if feeds had
brought them, in the order of their dates, related by the engine's own code, and then each article with a cluster asks
for the others of its cluster.

Without files: the development sets in ../shared/data/clusters, each with the distractors of its language. With files:
each file by itself, or all in one store (`--together`); with `--with FILE` among those distractors.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from reader.domain.blocks import Paragraph, Span, dump
from reader.domain.digested import DigestedEntry, DigestedFeed
from reader.engine.relating import relate_new
from reader.library import Library
from reader.store import feeds, indexing, ingest, related
from reader.store.opening import Role, open_store
from reader.store.store import Store
from reader.store.values import FeedUpdate, NewEntry, NewSubscription

from .related_articles import Article, read_articles
from .related_nearest import nearest
from .related_scores import Clusters, bcubed, pairwise, ranks

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "clusters"
SETS = {
    "related_vi_vims_research_only": ["related_vi_distractors_research_only"],
    "related_en_all21": ["related_en_uci_half"],
    "related_en_uci_half": ["related_en_all21"],
}
Set: TypeAlias = tuple[str, Sequence[Path], Sequence[Path]]
"""Name, files, files of distractors."""
PARTS = ("dated", "undated", "copies")
TERMS = 20
"""Words of an article that FTS5 is asked for."""
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)


async def fill(store: Store, articles: Sequence[Article], now: datetime) -> dict[str, int]:
    """Put articles into the store, a feed for each source, oldest first; returns their entries by key."""
    names = sorted({article.source for article in articles})
    subscriptions = [
        NewSubscription(f"https://source{number}.example/feed", "feed", feed_title=name or "Unknown")
        for number, name in enumerate(names)
    ]
    ids = {
        name: (await store.write(feeds.subscribe, new, now))[0] for name, new in zip(names, subscriptions, strict=True)
    }
    dated = sorted(articles, key=lambda article: article.date or now)
    hosts = {name: number for number, name in enumerate(names)}
    for start in range(0, len(dated), 200):
        by_source: dict[str, list[Article]] = defaultdict(list)
        for article in dated[start : start + 200]:
            by_source[article.source].append(article)
        for source, group in by_source.items():
            (state,) = await store.read(feeds.feed_states, [ids[source]])
            # In the order of the document the newest stands first.
            new = tuple(NewEntry(_digested(a, hosts[source]), min(a.date or now, now)) for a in group[::-1])
            await store.write(ingest.apply, FeedUpdate(state, DigestedFeed(title=source), new), now)
    urls = dict(await store.read(lambda db: db.execute("SELECT url, id FROM entry").fetchall()))
    return {article.key: urls[_url(article, hosts[article.source])] for article in articles}


def _url(article: Article, host: int) -> str:
    return f"https://source{host}.example/{quote(article.key)}"


def _digested(article: Article, host: int) -> DigestedEntry:
    text = " ".join(article.paragraphs)
    return DigestedEntry(
        key=article.key,
        id=article.key,
        url=_url(article, host),
        url_key=_url(article, host).removeprefix("https://"),
        title=article.title,
        lead=text[:280],
        published=article.date,
        blocks_json=dump([Paragraph((Span(line),)) for line in article.paragraphs]),
        words=len(text.split()),
        content_hash=article.key,
    )


def words_of(store_text: indexing.Document, frequencies: Counter[str], total: int) -> list[str]:
    """The twenty words of an article that say most, for FTS5."""
    import math

    counts = Counter(f"{store_text.title} {store_text.title} {store_text.title} {store_text.body}".split())
    weighted = {word: n * math.log(total / (1 + frequencies[word])) for word, n in counts.items() if word.isalnum()}
    return sorted(weighted, key=lambda word: weighted[word], reverse=True)[:TERMS]


def ask_fts5(db: Any, ids: Iterable[int]) -> dict[int, list[int]]:
    """What FTS5's bm25 answers to each of these entries: the base line, over the same store."""
    documents = {number: indexing.document(db, number) for (number,) in db.execute("SELECT id FROM entry").fetchall()}
    frequencies = Counter(
        word for found in documents.values() if found for word in set(f"{found.title} {found.body}".split())
    )
    answers: dict[int, list[int]] = {}
    for number in ids:
        found = documents[number]
        wanted = words_of(found, frequencies, len(documents)) if found else []
        match = " OR ".join(f'"{word}"' for word in wanted)
        select = (
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid <> ? ORDER BY bm25(search, 3, 1, 0, 1, 0) LIMIT 10"
        )
        answers[number] = [row for (row,) in db.execute(select, (match, number))] if match else []
    return answers


async def measure(name: str, articles: Sequence[Article], *, fts5: bool) -> None:
    """Fill a store, relate, ask, print."""
    now = max((article.date for article in articles if article.date), default=UNDATED) + timedelta(minutes=1)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), Role.ENGINE, clock=lambda: now)
        entries = await fill(store, articles, now)
        while await store.write(indexing.index_pending, 2000):
            pass
        began = time.perf_counter()
        await relate_new(store)
        cost = (time.perf_counter() - began) / len(articles) * 1000
        asked = {entries[article.key]: article.cluster for article in articles if article.cluster}
        gold = Clusters(asked)
        print(f"\n{name}: {len(articles)} articles, {len(asked)} of them in {gold.events} events")
        began = time.perf_counter()
        answers = {number: [other for other, _s in await store.read(nearest, number)] for number in asked}
        took = (time.perf_counter() - began) / max(1, len(asked)) * 1000
        print(f"  {'ranking':<10} {ranks(gold, answers)}   {took:.1f} ms to ask, {cost:.1f} ms to relate one")
        if fts5:
            began = time.perf_counter()
            base = await store.read(ask_fts5, asked)
            took = (time.perf_counter() - began) / max(1, len(asked)) * 1000
            print(f"  {'FTS5 bm25':<10} {ranks(gold, base)}   {took:.1f} ms to ask")
        members = {m.entry_id: m.story_id or -m.entry_id for m in await store.read(related.members, asked)}
        found = Clusters({number: str(members.get(number, -number)) for number in asked})
        print(f"  {'stories':<10} BCubed {bcubed(gold, found)}   pairwise {pairwise(gold, found)}")
        print(f"  {'':<10} {found.events} stories found, {gold.events} events")
        await store.close()
        await _pane(Path(folder), gold, asked)


async def _pane(folder: Path, gold: Clusters, asked: Collection[int]) -> None:
    if not asked:
        return
    library = await Library.open(folder, read_only=True)
    answers, times = {}, []
    for number in asked:
        began = time.perf_counter()
        groups = await library.related(number)
        times.append((time.perf_counter() - began) * 1000)
        shown = [link.entry_id for group in groups if group.kind.value != "neighbours" for link in group.links]
        answers[number] = [other for other in shown if other]
    times.sort()
    middle, high = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"  {'the pane':<10} {ranks(gold, answers)}   {middle:.1f} ms, p95 {high:.1f}")
    await library.close()


async def measure_copies(name: str, articles: Sequence[Article]) -> None:
    """Copy every fourth article, changed as papers do, and look which pairs are called copies."""
    chance = random.Random(7)
    long = [article for article in articles if sum(map(len, article.paragraphs)) > 400]
    originals = chance.sample(long, min(len(long), 400))
    if not originals:
        return
    copies = [_copied(article, chance) for article in originals]
    everything = [*articles, *copies]
    now = max((article.date for article in everything if article.date), default=UNDATED) + timedelta(minutes=1)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), Role.ENGINE, clock=lambda: now)
        entries = await fill(store, everything, now)
        await relate_new(store)
        roots = {m.entry_id: m.copy_of or m.entry_id for m in await store.read(related.members, entries.values())}
        await store.close()
    right = sum(roots[entries[a.key]] == roots[entries[b.key]] for a, b in zip(originals, copies, strict=True))
    # What a text of the same event is called a copy of may well be its original (a tenth of such pairs are). That of
    # another event is not, but for texts that a set has in two events: those are compared in another way, word by word.
    article_of = {entries[article.key]: article for article in everything}
    cluster = {number: article.cluster or article.key for number, article in article_of.items()}
    across = [(one, root) for one, root in roots.items() if cluster[one] != cluster[root]]
    wrong = sum(not _same_text(article_of[one], article_of[root]) for one, root in across)
    recall, precision = right / len(copies), right / max(1, right + wrong)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"  {'copies':<10} P {precision:.3f} R {recall:.3f} F1 {f1:.3f} of {len(copies)} made copies of {name}")
    print(f"  {'':<10} {len(across)} called copies of another event's text, {len(across) - wrong} of them rightly")


def _same_text(one: Article, other: Article) -> bool:
    """Whether half of the shorter text stands in the longer one, in runs of five words and more."""
    texts = [" ".join(article.paragraphs or (article.title,)).casefold().split() for article in (one, other)]
    blocks = SequenceMatcher(None, *texts, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= 5) * 2 >= min(map(len, texts))


def _copied(article: Article, chance: random.Random) -> Article:
    """The article in another paper: another title, a sentence fewer, a line about the agency, a fifth cut off."""
    paragraphs = list(article.paragraphs)
    if len(paragraphs) > 4:
        del paragraphs[-max(1, len(paragraphs) // 5) :]
        del paragraphs[chance.randrange(len(paragraphs))]
    words = article.title.split()
    chance.shuffle(words)
    date = article.date + timedelta(minutes=chance.randint(5, 600)) if article.date else None
    return replace(
        article,
        key=f"copy of {article.key}",
        cluster=article.cluster or article.key,
        date=date,
        source=f"{article.source} copied",
        title=" ".join(words[: max(3, len(words) - 2)]),
        paragraphs=("(Agency)", *paragraphs),
    )


def sets_of(files: Sequence[Path], others: Sequence[Path], *, together: bool) -> list[Set]:
    """What is to be measured: name, files, distractors."""
    if not files:
        return [
            (name, [DATA / f"{name}.jsonl.gz"], [DATA / f"{o}.jsonl.gz" for o in more]) for name, more in SETS.items()
        ]
    if together:
        return [(" + ".join(path.name for path in files), files, others)]
    return [(path.name, [path], others) for path in files]


async def run(sets: Sequence[Set], parts: Collection[str], *, fts5: bool) -> None:
    """Measure all sets."""
    for name, paths, others in sets:
        articles = [article for path in dict.fromkeys(paths) for article in read_articles(path)]
        distractors = [article for path in dict.fromkeys(others) for article in read_articles(path)]
        silent = [replace(article, cluster="", key=f"distract {article.key}") for article in distractors]
        if not articles:
            print(f"\n{name}: no article")
            continue
        if "dated" in parts:
            await measure(name, [*articles, *silent], fts5=fts5)
        if "undated" in parts and ("dated" not in parts or any(article.date for article in articles)):
            undated = [replace(article, date=None) for article in (*articles, *silent)]
            await measure(f"{name} without dates", undated, fts5=fts5 and "dated" not in parts)
        if "copies" in parts:
            await measure_copies(name, articles)


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--with", dest="others", action="append", type=Path, default=[], metavar="FILE")
    parser.add_argument("--together", action="store_true", help="put all files into one store")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure only this; may be given again")
    parser.add_argument("--no-fts5", action="store_true", help="leave the base line out")
    args = parser.parse_args()
    sets = sets_of(args.files, args.others, together=args.together)
    asyncio.run(run(sets, args.only or PARTS, fts5=not args.no_fts5))


if __name__ == "__main__":
    main()
