"""A planted password and a planted key: the store holds them, and nothing else ever shows them."""

from __future__ import annotations

import stat
from pathlib import Path

from cli_world import Bantin, rss
from pytest_httpserver import HTTPServer

PASSWORD, KEY = "pl4nted-passw0rd", "pl4nted-k3y"


def test_secrets_of_an_address_stay_in_the_store(bantin: Bantin, data: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/feed").respond_with_data(rss("Private", "One"), content_type="text/xml")
    httpserver.expect_request("/feed").respond_with_data("no", status=500)
    plain = httpserver.url_for("/feed").replace("localhost", "127.0.0.1")
    address = plain.replace("//", f"//reader:{PASSWORD}@") + f"?token={KEY}"
    data.mkdir(mode=0o755)  # somebody else's habit: the files must be private by themselves
    said = [bantin("add", address, "--json"), bantin("list", "--feeds")]
    sent = [request.headers.get("Authorization", "") for request, _answer in httpserver.log]
    assert any(each.startswith("Basic ") for each in sent), "the server itself is told"
    said += [bantin("list", "--feeds", "--json"), bantin("refresh", "--json"), bantin("doctor"), bantin("stats")]
    opml = bantin("export")
    for each in (*said, opml):
        assert PASSWORD not in each.out + each.err
    assert all(KEY not in each.out + each.err for each in said)
    assert "***" in said[1].out + said[2].out
    assert KEY in opml.out, "an address without its key is another address"
    holders = {path.name for path in data.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()}
    assert {name.partition("-")[0].removesuffix(".db") for name in holders} == {"bantin"}
    for path in data.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert not mode & 0o077, f"{path.name} is {mode:o}"


def test_the_doctor_shows_what_is_stored_and_who_may_read_it(bantin: Bantin, samples: Path) -> None:
    samples.chmod(0o755)
    leak = samples / "bantin.db"
    leak.chmod(0o644)
    found = [each for each in bantin("doctor", "--json").json if each["about"] == "stored"]
    (store,) = [each for each in found if each["said"].startswith(f"{leak}:")]
    assert store["problem"]
    assert "0644" in store["said"]
    assert " kB" in store["said"]
    samples.chmod(0o700)
    assert not any(each["problem"] for each in bantin("doctor", "--json").json if each["about"] == "stored")
