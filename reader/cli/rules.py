"""`rules`: list them, try a query, add, remove, switch on and off."""

from __future__ import annotations

import argparse

from reader.domain.clock import system_clock
from reader.domain.errors import UsageError
from reader.domain.rules import Rule, read_actions
from reader.domain.text import fold
from reader.i18n import _, ngettext
from reader.library import Library
from reader.library.rules_part import Preview

from . import exits, output
from .session import library


async def rules(args: argparse.Namespace) -> int:
    """What is asked for; the undo of the reader takes changes back. Raises QueryError, UsageError."""
    async with library(args, writes=args.what not in ("list", "test")) as lib:
        if args.what == "list":
            for rule in await lib.rules():
                _show(rule, args)
            return exits.OK
        if not args.rule:
            raise UsageError(_("say which: a name or number, or for test a query"))
        if args.what == "test":
            _tell(await lib.preview_rule(args.rule), args)
            return exits.OK
        await _change(lib, args)
    return exits.OK


async def _change(lib: Library, args: argparse.Namespace) -> None:
    if args.what == "add":
        actions = read_actions(args.then)
        found = await lib.preview_rule(args.query)
        if found.everything and not args.yes:
            sentence = _("this rule meets every story there is ({count}); add --yes when that is meant")
            raise UsageError(sentence.format(count=found.count))
        number = await lib.add_rule(args.rule, args.query, actions)
        (rule,) = [rule for rule in await lib.rules() if rule.id == number]
        _show(rule, args)
        return
    rule = _find(await lib.rules(), args.rule)
    if args.what == "remove":
        await lib.remove_rule(rule)
    else:
        await lib.enable_rule(rule, args.what == "enable")
    if args.json:
        output.emit({"id": rule.id, "rule": rule.name, "done": args.what})
    else:
        done = {"remove": _("removed: {name}"), "enable": _("on: {name}"), "disable": _("off: {name}")}
        output.line(done[args.what].format(name=rule.name))


def _find(known: list[Rule], what: str) -> Rule:
    found = [rule for rule in known if what == str(rule.id) or fold(rule.name) == fold(what)]
    if not found:
        raise UsageError(_("no rule is called {name!r}; 'bantin rules list' shows them all").format(name=what))
    return found[0]


def _show(rule: Rule, args: argparse.Namespace) -> None:
    if args.json:
        output.emit(
            {
                "id": rule.id,
                "rule": rule.name,
                "query": rule.query,
                "then": str(rule.actions),
                "enabled": rule.enabled,
                "hits": rule.hits,
                "last_hit": rule.last_hit,
                "trouble": rule.trouble,
            }
        )
        return
    hits = ngettext("{n} hit", "{n} hits", rule.hits).format(n=rule.hits)
    mark = " " if rule.enabled else _("off")
    output.line(
        f"{rule.id:>4} {mark:<3}  {rule.name}: {rule.query} → {rule.actions}  ({hits})  {rule.trouble}".rstrip()
    )


def _tell(found: Preview, args: argparse.Namespace) -> None:
    if args.json:
        facts = {"everything": found.everything, "complete": not found.cut, "missing": list(found.missing)}
        output.emit({"count": found.count, **facts})
        for row in found.newest:
            output.emit(output.entry_json(row))
        return
    text = ngettext("{count} story in the cache meets it", "{count} stories in the cache meet it", found.count)
    output.line(text.format(count=found.count))
    if found.cut:
        output.say(_("that is how far two seconds went; there may be more"))
    if found.everything:
        output.say(_("it meets every story there is"))
    for name in found.missing:
        output.say(_("no feed, folder or tag is called {name!r}").format(name=name))
    for row in found.newest:
        output.line(output.entry_line(row, system_clock()))
