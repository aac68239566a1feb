"""From arguments to an exit code."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Coroutine, Sequence
from io import TextIOWrapper
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import reader
from reader import i18n
from reader.domain.errors import Cancelled, ConfigError, Offline, QueryError, ReaderError, Unreachable, UsageError
from reader.i18n import _

from . import exits, output, quiet

if TYPE_CHECKING:
    import argparse


def run(arguments: Sequence[str]) -> int:
    """Carry out the command line `arguments`; returns the exit code (see `exits`)."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            # Closed by whoever started us (`>&-`); the number must not go to a file that is opened later either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
            setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115 - as long as we live
    for stream in (sys.stdout, sys.stderr):
        # A locale that cannot write every letter must not end the program over one of them.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    i18n.set_language()
    try:
        code = _dispatch(parsed(arguments))
        sys.stdout.flush()
        return code
    except UsageError as error:
        output.say(str(error))
        if isinstance(error, QueryError) and error.text.strip():
            from reader.domain.query_parser import pointer

            print(pointer(error.text, error.start, error.end), file=sys.stderr)
        return exits.USAGE
    except ConfigError as error:
        output.say(str(error))
        return exits.BAD_CONFIG
    except (KeyboardInterrupt, Cancelled):
        return exits.INTERRUPTED
    except exits.AlreadySaid:
        return exits.SOME_FAILED
    except BrokenPipeError:
        # The reader of our output went away (`bantin list | head`). Nothing is left to say.
        _let_go_of_output()
        return exits.OK
    except OSError as error:
        # A disk that is full for `bantin export - > file`, or a file that went away under our hands.
        _let_go_of_output()
        output.say(_("It could not be written or read: {why}.").format(why=error.strerror or error))
        return exits.SOME_FAILED
    except (Offline, Unreachable) as error:
        output.say(str(error))
        return exits.UNAVAILABLE
    except ReaderError as error:
        output.say(str(error))
        return exits.SOME_FAILED


def parsed(arguments: Sequence[str]) -> argparse.Namespace | SimpleNamespace:
    """The command line, read. Ends the program where it makes no sense, or asks for help."""
    options = quiet.screen_options(arguments)
    if options is None:
        from .parser import build_parser

        return build_parser().parse_args(arguments)
    # As the parser would have it, without declaring thirty commands.
    folder, config = (Path(str(options[name])) if name in options else None for name in ("data_dir", "config"))
    offline = bool(options.get("offline"))
    opens = "reader.cli.reading:open_reader"
    return SimpleNamespace(version=False, data_dir=folder, config=config, offline=offline, linear=False, handler=opens)


def _let_go_of_output() -> None:
    """What is still unwritten goes nowhere: the interpreter's own flush at exit must not complain about it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _dispatch(args: argparse.Namespace | SimpleNamespace) -> int:
    if args.version:
        print(f"bantin {reader.__version__}")
        return exits.OK
    module, _colon, name = args.handler.partition(":")
    handler = getattr(importlib.import_module(module), name)
    quiet.loaded()
    result: int | Coroutine[Any, Any, int] = handler(args)
    if isinstance(result, int):
        return result
    import asyncio

    return asyncio.run(result)
