"""Feeds and folders as the reader arranges them; each change taken back by one undo; OPML in and out."""

from __future__ import annotations

import pytest
from store_world import NOW, World, label

from reader.domain.errors import UsageError
from reader.domain.opml import OpmlFeed, OpmlFolder
from reader.store import exchange, feeds, subscriptions, undo
from reader.store.values import NewSubscription


@pytest.fixture
def shelf(world: World) -> World:
    """Top(1) holds Inner(2); feeds: 1 at the top, 2 and 3 in Top, 4 in Inner."""
    world.write(subscriptions.add_folder, "Top", 0, NOW, "")
    world.write(subscriptions.add_folder, "Inner", 1, NOW, "")
    for name, folder_id in (("a", 0), ("b", 1), ("c", 1), ("d", 2)):
        world.feed(name, folder_id)
    return world


def arranged(world: World) -> tuple[list[tuple[int, int]], list[tuple[str, int]]]:
    """((feed, folder) in order, (folder, parent) in order)."""
    return (
        [(feed.id, feed.folder_id) for feed in subscriptions.subscriptions(world.db)],
        [(folder.title, folder.parent_id) for folder in subscriptions.folders(world.db)],
    )


START = ([(1, 0), (2, 1), (3, 1), (4, 2)], [("Top", 0), ("Inner", 1)])

CHANGES = {
    "move to the end": (subscriptions.move, (1, 1, None), ([(2, 1), (3, 1), (1, 1), (4, 2)], START[1])),
    "move between": (subscriptions.move, (4, 1, 1), ([(1, 0), (2, 1), (4, 1), (3, 1)], START[1])),
    "move within": (subscriptions.move, (3, 1, 0), ([(1, 0), (3, 1), (2, 1), (4, 2)], START[1])),
    "rename folder": (subscriptions.rename_folder, (1, "Oben"), (START[0], [("Oben", 0), ("Inner", 1)])),
    "move folder": (
        subscriptions.move_folder,
        (2, 0, 0),
        ([(1, 0), (4, 2), (2, 1), (3, 1)], [("Inner", 0), ("Top", 0)]),
    ),
    "remove folder": (subscriptions.remove_folder, (1,), ([(1, 0), (2, 0), (3, 0), (4, 2)], [("Inner", 0)])),
    "add folder": (subscriptions.add_folder, ("Neu", 1), (START[0], [("Top", 0), ("Inner", 1), ("Neu", 1)])),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_does_what_it_says_and_is_undone(shelf: World, name: str) -> None:
    work, args, expected = CHANGES[name]
    shelf.write(work, *args, NOW, "label")
    found = arranged(shelf)
    assert (sorted(found[0]), found[1]) == (sorted(expected[0]), expected[1])
    if name.startswith("move"):
        assert found == expected
    undone = shelf.write(undo.undo, NOW)
    assert undone.feeds  # type: ignore[attr-defined]
    assert arranged(shelf) == START


def test_titles_and_settings_are_kept_and_undone(shelf: World) -> None:
    shelf.write(subscriptions.rename, 2, "Mein Blatt", NOW, "")
    settings = {"interval": 30, "full_text": True, "keep_full": 5, "disabled": True}
    shelf.write(subscriptions.configure, 2, settings, NOW, "")
    feed = next(feed for feed in subscriptions.subscriptions(shelf.db) if feed.id == 2)
    assert (feed.title, feed.feed_title) == ("Mein Blatt", "B")
    assert (feed.interval, feed.full_text, feed.keep_full) == (30, True, 5)
    assert feed.health.disabled
    shelf.write(undo.undo, NOW)
    shelf.write(undo.undo, NOW)
    feed = next(feed for feed in subscriptions.subscriptions(shelf.db) if feed.id == 2)
    assert (feed.title, feed.interval, feed.health.disabled) == ("B", 0, False)


def test_a_feed_that_is_asked_again_after_a_410_is_due(shelf: World) -> None:
    shelf.db.execute("UPDATE feed SET gone = 1, next_due = 99 WHERE id = 2")
    shelf.write(subscriptions.configure, 2, {"disabled": False}, NOW, "")
    (state,) = feeds.feed_states(shelf.db, [2])
    assert not state.gone
    assert state.next_due is None


@pytest.mark.parametrize(
    ("work", "args"),
    [
        (subscriptions.rename, (99, "x")),
        (subscriptions.move, (99, 0, None)),
        (subscriptions.move, (1, 99, None)),
        (subscriptions.add_folder, ("x", 99)),
        (subscriptions.rename_folder, (99, "x")),
        (subscriptions.remove_folder, (99,)),
        (subscriptions.move_folder, (1, 2, None)),
        (subscriptions.move_folder, (1, 1, None)),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_changes_nothing(
    shelf: World, work: object, args: tuple[object, ...]
) -> None:
    with pytest.raises(UsageError, match=r"\.$"):
        shelf.write(work, *args, NOW, "")  # type: ignore[arg-type]
    assert arranged(shelf) == START


def test_folders_that_damage_has_put_into_each_other_are_still_there(shelf: World) -> None:
    shelf.db.execute("UPDATE folder SET parent_id = 2 WHERE id = 1")
    assert {folder.title for folder in subscriptions.folders(shelf.db)} == {"Top", "Inner"}
    assert len(subscriptions.subscriptions(shelf.db)) == 4
    assert exchange.export_nodes(shelf.db)


def test_a_subscription_is_made_once_whatever_the_spelling(world: World) -> None:
    first = world.write(feeds.subscribe, NewSubscription("https://Paper.example/Feed/", "feed"), NOW)
    assert first == (1, False)
    for same in ("http://paper.example/Feed", "https://paper.example/Feed/#top"):
        assert world.write(feeds.subscribe, NewSubscription(same, "feed"), NOW) == (1, True)
    for other in ("https://paper.example/feed", "https://paper.example/Feed?format=atom"):
        assert world.write(feeds.subscribe, NewSubscription(other, "feed"), NOW)[1] is False  # type: ignore[index]


def test_folders_and_feeds_leave_and_come_back_as_opml(shelf: World, tmp_path_factory: pytest.TempPathFactory) -> None:
    shelf.write(subscriptions.rename, 3, "Eigener", NOW, "")
    shelf.db.execute("""UPDATE subscription SET extra = '{"x": "y"}' WHERE feed_id = 4""")
    nodes = exchange.export_nodes(shelf.db)
    inner = OpmlFolder("Inner", (OpmlFeed("https://d.example/feed", "D", extra={"x": "y"}),))
    b, c = OpmlFeed("https://b.example/feed", "B"), OpmlFeed("https://c.example/feed", "C", "Eigener")
    assert nodes == (OpmlFolder("Top", (inner, b, c)), OpmlFeed("https://a.example/feed", "A"))
    other = World(tmp_path_factory.mktemp("other"))
    asked: list[str] = []
    other.db.set_trace_callback(asked.append)
    done = other.write(exchange.import_nodes, nodes, NOW, label)
    other.db.set_trace_callback(None)
    looked_for = [one for one in asked if "max(position)" in one and "FROM subscription" in one]
    assert len(looked_for) == 3, "the end of each folder once: for each of many feeds it is all there are before"
    assert (len(done.feeds), done.existed) == (4, 0)  # type: ignore[attr-defined]
    assert exchange.export_nodes(other.db) == nodes
    done = other.write(exchange.import_nodes, nodes, NOW, label)
    assert (done.feeds, done.folders, done.existed) == ([], [], 4)  # type: ignore[attr-defined]
    other.write(undo.undo, NOW)
    assert exchange.export_nodes(other.db) == ()
    other.db.close()


def test_samples_stay_out_of_the_list_with_their_folders(world: World) -> None:
    nodes = (OpmlFolder("Proben", (OpmlFeed("sample:a", "A", extra={exchange.ADAPTER: "samples"}),)),)
    from functools import partial

    world.write(partial(exchange.import_nodes, trusted=True, sample=True), nodes, NOW, label)
    world.write(subscriptions.add_folder, "Leer", 0, NOW, "")
    assert exchange.export_nodes(world.db) == (OpmlFolder("Leer"),)
    assert exchange.export_nodes(world.db, samples=True)[0] == nodes[0]
    (feed,) = subscriptions.subscriptions(world.db)
    assert (feed.adapter, feed.sample) == ("samples", True)
    world.write(partial(subscriptions.remove, tidy=True), [1], NOW, label)
    assert [folder.title for folder in subscriptions.folders(world.db)] == ["Leer"]
    world.write(undo.undo, NOW)
    assert [folder.title for folder in subscriptions.folders(world.db)] == ["Proben", "Leer"]


def test_an_adapter_named_by_a_foreign_list_is_not_believed(world: World) -> None:
    node = OpmlFeed("https://a.example/feed", extra={exchange.ADAPTER: "exec"})
    json_feed = OpmlFeed("https://b.example/feed.json")
    page = OpmlFeed("https://c.example/world#select=.row", extra={exchange.ADAPTER: "section"})
    world.write(exchange.import_nodes, (node, json_feed, page), NOW, label)
    adapters = {feed.url[8]: feed.adapter for feed in subscriptions.subscriptions(world.db)}
    assert adapters == {"a": "feed", "b": "jsonfeed", "c": "section"}, "which does no more than a feed"


def test_selectors_make_another_feed_of_the_same_page() -> None:
    assert feeds.feed_key("https://a.example/world/#top") == feeds.feed_key("http://A.example/world")
    chosen = feeds.feed_key("https://a.example/world#select=.row|b")
    assert chosen != feeds.feed_key("https://a.example/world")
    assert chosen == feeds.feed_key("http://a.example/world/#select=.row|b")


def is_typed(world: World, feed_id: int) -> bool:
    (state,) = feeds.feed_states(world.db, (feed_id,))
    return state.typed


def test_what_the_user_typed_is_remembered_and_a_list_is_nobodys_word(world: World) -> None:
    nodes = (OpmlFeed("http://router.example/feed"), OpmlFeed("http://a.example/x", extra={exchange.ADAPTER: "local"}))
    world.write(exchange.import_nodes, nodes, NOW, label)
    assert not is_typed(world, 1)
    assert not is_typed(world, 2)
    assert world.write(feeds.subscribe, NewSubscription("http://router.example/feed", "feed", typed=True), NOW) == (
        1,
        True,
    )
    assert is_typed(world, 1)
    world.write(exchange.import_nodes, nodes, NOW, label)
    assert is_typed(world, 1)


def test_a_place_that_only_a_redirect_names_was_not_typed(world: World) -> None:
    for number in (1, 2):
        url = f"http://paper.example/feed{number}"
        world.write(feeds.subscribe, NewSubscription(url, "feed", typed=True), NOW)
    world.write(feeds.move_address, 1, "https://paper.example/feed.xml")
    assert is_typed(world, 1)
    world.write(feeds.move_address, 1, "https://elsewhere.example/feed.xml")
    assert not is_typed(world, 1)
    world.write(feeds.move_address, 2, "http://paper.example:631/feed")
    assert not is_typed(world, 2)


def test_removed_and_brought_back_it_is_typed_as_before(world: World) -> None:
    world.write(feeds.subscribe, NewSubscription("http://paper.example/feed", "feed", typed=True), NOW)
    world.write(subscriptions.remove, [1], NOW, label)
    world.write(undo.undo, NOW)
    assert is_typed(world, 1)
    world.write(subscriptions.remove, [1], NOW, label)
    world.write(exchange.import_nodes, (OpmlFeed("http://paper.example/feed"),), NOW, label)
    assert not is_typed(world, 1)
