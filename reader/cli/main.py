"""From arguments to an exit code."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import sys
from collections.abc import Coroutine, Sequence
from io import TextIOWrapper
from typing import Any

from reader import i18n
from reader.domain.errors import Cancelled, ConfigError, Offline, QueryError, ReaderError, Unreachable, UsageError

from . import exits, output
from .parser import build_parser


def run(arguments: Sequence[str]) -> int:
    """Carry out the command line `arguments`; returns the exit code (see `exits`)."""
    for stream in (sys.stdout, sys.stderr):
        # A locale that cannot write every letter must not end the program over one of them.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    i18n.set_language()
    args = build_parser().parse_args(arguments)
    try:
        return _dispatch(args)
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
    except BrokenPipeError:
        # The reader of our output went away (`bantin list | head`). Nothing is left to say, and the interpreter's own
        # flush at exit must not complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.OK
    except (Offline, Unreachable) as error:
        output.say(str(error))
        return exits.UNAVAILABLE
    except ReaderError as error:
        output.say(str(error))
        return exits.SOME_FAILED


def _dispatch(args: argparse.Namespace) -> int:
    module, _colon, name = args.handler.partition(":")
    handler = getattr(importlib.import_module(module), name)
    result: int | Coroutine[Any, Any, int] = handler(args)
    return result if isinstance(result, int) else asyncio.run(result)
