"""A small world that means harm: every field that can reach the screen tries to steer the terminal or the interface."""

from __future__ import annotations

import json
import socketserver
import sqlite3
import threading
from pathlib import Path
from types import TracebackType

from reader.store import indexing

LITERAL = "Breaking [/] news [@click=app.quit]x[/]"
"""Markup to Rich and Textual; to a reader it is text, letter by letter."""
CLIPBOARD = "aGFja2VkIQ=="
"""What the hostile world tries to put into the user's clipboard."""
STEERING = (
    f"\x1b]52;c;{CLIPBOARD}\x07 \x9d52;c;{CLIPBOARD}\x9c \x1b[2J\x1b[31m \x9b31m "
    "\x1bP+q544e\x1b\\ \x1b_Gi=1\x1b\\ \x1bc \x07\x08"
    "\u202egnp.exe\u2066 \U000e0041\U000e0042 \ufff9a\ufffab\ufffb \u2028 \u0085"
)
LINK_TARGETS = (
    "javascript:alert(1)",
    "file:///etc/passwd",
    "http://good.example/\x1b]52;c;" + CLIPBOARD + "\x07",
    "http://good.example/\u202egnp.exe",
    "https://good.example/path?q=1",
    "//good.example/protocol-relative",
    "data:text/html,<script>x</script>",
    "exec:rm -rf /",
    "http:///nohost",
    "mailto:editor@good.example",
)


SCRIPTS = (
    "東京「」１２３ e\u0301\u0323 👩\u200d🚀👨\u200d👩\u200d👧 ❤\ufe0f ก็ำ "
    "ما هذا؟ \u05e9\u05dc\u05d5\u05dd\u200f a\u200bb\tc 🇻🇳 👍🏽 ﷽"
)
"""Letters that take no cell, two, or more than terminals agree on."""


def evil(name: str) -> str:
    """A value for the field `name`."""
    return f"{LITERAL} {name} {STEERING} {SCRIPTS} end"


def poison(database: Path) -> None:
    """Write harm into the store itself, where text of the reader's own stands that only the program cleans: names of
    folders, tags, searches, rules and stories, and what servers said."""
    text = evil("kept")
    own = (
        ("UPDATE folder SET title = ?", text),
        ("UPDATE subscription SET own_title = ? WHERE feed_id = (SELECT max(feed_id) FROM subscription)", text),
        ("INSERT INTO tag(id, name, folded, plain) VALUES (1, ?, 'evil', 'evil')", text),
        ("INSERT INTO tagged SELECT 1, min(id) FROM entry WHERE ? <> ''", text),
        ("INSERT INTO saved(title, query) VALUES (?, 'breaking')", text),
        ("INSERT INTO saved(title, query) VALUES ('query', ?)", "breaking " + STEERING),
        ("INSERT INTO rule(name, query, actions) VALUES (?, 'zzz', 'star')", text),
        ("INSERT INTO rule(name, query, actions) VALUES ('query', ?, 'star')", "zzz " + STEERING),
        ("INSERT INTO queue(url, url_hash, added) VALUES (?, 7, 5)", "https://good.example/" + STEERING),
        ("UPDATE feed SET error = ? WHERE failures > 0", text),
        *((f"UPDATE entry SET {name} = {name} || ? WHERE id % 3 = 0", text) for name in ("title", "lead", "author")),
    )
    db = sqlite3.connect(database)
    with db:
        for statement, value in own:
            db.execute(statement, (value,))
        db.execute("INSERT INTO search(search) VALUES ('delete-all')")
        db.execute("INSERT OR IGNORE INTO unindexed SELECT id FROM entry")
        while indexing.index_pending(db):
            pass
    db.close()


def xml(text: str) -> str:
    """`text` as XML, its controls as character references where it is an odd place, raw where it is an even one."""
    out = []
    for place, char in enumerate(text):
        if char in "<>&" or (ord(char) < 32 and char not in "\n\t" and place % 2):
            out.append(f"&#{ord(char)};")
        else:
            out.append(char)
    return "".join(out)


def html(name: str) -> str:
    """A body that hides controls in HTML's own references, and links everywhere."""
    coded = "".join(f"&#{ord(char)};" if ord(char) < 32 or ord(char) > 126 else char for char in STEERING)
    links = "".join(f'<p><a href="{target}">{LITERAL} {number}</a></p>' for number, target in enumerate(LINK_TARGETS))
    return (
        f"<h2>{LITERAL} {coded}</h2><p>{LITERAL} {name} {coded}</p><pre>{LITERAL}\n{coded}</pre>"
        f"<blockquote>{coded}</blockquote><ul><li>{LITERAL} {coded}</li></ul>"
        f"<table><tr><td>{LITERAL}</td><td>{coded}</td></tr></table>"
        f'<img src="http://good.example/{coded}.png" alt="{coded}" title="{coded}">{links}'
    )


def rss(base: str) -> bytes:
    """A feed of RSS in which nothing can be trusted."""
    items = "".join(
        f"<item><title>{xml(f'{number} ' + evil('title'))}</title><link>{base}/story{number}</link>"
        f"<guid isPermaLink='false'>{xml(evil('guid'))}{number}</guid><author>{xml(evil('author'))}</author>"
        f"<category>{xml(evil('category'))}</category><comments>{xml(base + '/' + evil('comments'))}</comments>"
        f"<pubDate>Mon, 23 Nov 2026 0{number}:00:00 GMT</pubDate><description>{xml(html('summary'))}</description>"
        f"<content:encoded>{xml(html('content'))}</content:encoded>"
        f"<enclosure url='{base}/a.mp3' type='audio/mpeg{xml(STEERING)}' length='1'/>"
        f"<media:content url='{base}/b.mp4' type='video/mp4'><media:title>{xml(evil('media'))}</media:title>"
        f"<media:credit>{xml(evil('credit'))}</media:credit></media:content></item>"
        for number in range(1, 6)
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:content="
        "'http://purl.org/rss/1.0/modules/content/' xmlns:media='http://search.yahoo.com/mrss/'><channel>"
        f"<title>Harm {xml(evil('channel'))}</title><link>{base}/</link><description>{xml(evil('about'))}</description>"
        f"<language>{xml(evil('language'))}</language>{items}</channel></rss>"
    ).encode("utf-8", "surrogatepass")


def json_feed(base: str) -> bytes:
    """The same in JSON, which may hold any character, unpaired surrogates too."""
    items = [
        {
            "id": f"{number}",
            "url": f"{base}/json{number}",
            "title": f"J{number} " + evil("title") + " \ud800",
            "content_html": html("content"),
            "summary": evil("summary"),
            "authors": [{"name": evil("author")}],
            "tags": [evil("tag")],
            "attachments": [{"url": f"{base}/c.pdf", "mime_type": "application/pdf", "title": evil("attachment")}],
            "date_published": "2026-11-23T06:00:00Z",
        }
        for number in range(1, 4)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Json " + evil("feed"), "items": items}
    return json.dumps(feed).encode()


def opml(base: str) -> bytes:
    """A list of subscriptions with titles, folders and addresses that mean harm."""
    return (
        "<?xml version='1.0' encoding='utf-8'?><opml version='2.0'><head><title>x</title></head><body>"
        f"<outline text='Folder {xml(evil('folder'))}'>"
        f"<outline type='rss' text='Listed {xml(evil('title'))}' xmlUrl='{base}/gone.xml'/>"
        f"<outline type='rss' text='Broken' xmlUrl='{base}/error.xml'/>"
        f"<outline type='rss' text='Page' xmlUrl='{base}/page.xml'/>"
        f"<outline type='rss' text='Away' xmlUrl='{base}/away.xml'/>"
        f"<outline type='rss' text='Run {xml(evil('command'))}' xmlUrl='exec:touch /tmp/owned{xml(STEERING)}'/>"
        f"<outline type='rss' text='File' xmlUrl='file:///etc/passwd'/>"
        "</outline></body></opml>"
    ).encode()


def folder_of_files(parent: Path) -> Path:
    """A folder whose file names mean harm, as far as a file system takes them."""
    folder = parent / "saved [/] \x1b]52;c;x\x07"
    folder.mkdir(parents=True)
    for number, char in enumerate(("\x1b]0;owned\x07", "\u202egnp", "\x9b31m", "[@click=app.quit]x[@")):
        (folder / f"page {number} {char}.html").write_text(
            f"<html><head><title>{html('title')}</title></head><body>{html('file')}</body></html>"
        )
    return folder


class HostileServer:
    """Answers byte for byte what a hostile server would, in a thread, on loopback."""

    def __init__(self) -> None:
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                path = self.rfile.readline().decode("latin-1").split(" ")[1]
                while self.rfile.readline().strip():
                    pass
                self.wfile.write(outer.answer(path))

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> HostileServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, path: str) -> bytes:
        """The whole answer to a request for `path`."""
        steering = STEERING.encode()
        page = (
            f"<html><head><title>{html('page')}</title>"
            f'<link rel="alternate" type="application/rss+xml" title="{evil("candidate")}" href="/feed.xml">'
            f'<link rel="alternate" type="application/feed+json" title="{evil("second")}" href="/feed.json">'
            f"</head><body><article><h1>{html('headline')}</h1>{html('page') * 3}</article></body></html>"
        ).encode()
        if path == "/feed.xml":
            return _ok(b"application/rss+xml", rss(self.base))
        if path == "/feed.json":
            return _ok(b"application/feed+json", json_feed(self.base))
        if path == "/error.xml":
            return b"HTTP/1.1 500 Broken " + steering + b"\r\nConnection: close\r\n\r\n" + steering
        if path == "/away.xml":
            return b"HTTP/1.1 302 Found\r\nLocation: file:///etc/" + steering + b"\r\nConnection: close\r\n\r\n"
        if path == "/gone.xml":
            return b"HTTP/1.1 410 Gone " + LITERAL.encode() + b"\r\nConnection: close\r\n\r\n"
        if path.startswith("/story"):
            return _ok(b"text/html; charset=utf-8", page)
        return _ok(b"text/html; charset=utf-8; x=" + LITERAL.encode(), page)


def _ok(kind: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    return head % (kind, len(body)) + body
