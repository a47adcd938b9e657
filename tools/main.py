"""The commands of `./dev`, and how a failure looks."""

import argparse
import os
import signal
import sys

from . import build, paths
from .console import Failure, warn

USAGE = """\
./dev demo [--port N] [--fresh]   Odoo with the addon, Dutch demo data and users
./dev test [FILTER]               linters and the whole test suite; FILTER: a class
                                  or Class.method, then only those tests run
./dev lint [--fix]                linters only; --fix writes the layout they want
./dev bench [NAME…]               benchmarks
./dev i18n                        refresh the .pot and nl.po
./dev shots [NAME…]               screenshots for the documentation
./dev odoo ARGS…                  Odoo with arguments of its own: server, shell -d DB,
                                  -d DB -u spiegelgesprek --stop-after-init, …

The first command fetches what is missing: Odoo 19 (120 MB), Python packages, and
PostgreSQL. State is kept in .dev/, what checkouts share in the cache folder.

ODOO_HOME   an Odoo 19 (checkout or installation) to use instead of a fetched one
PGHOST      a PostgreSQL server to use (with PGPORT, PGUSER, PGPASSWORD)
"""


COMMANDS = ("demo", "test", "lint", "bench", "i18n", "shots", "odoo")


STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Failure(f"{message}; see ./dev --help")


def _parser():
    parser = Parser(prog="./dev", usage="./dev COMMAND …", add_help=False)
    commands = parser.add_subparsers(dest="command", parser_class=Parser)
    demo = commands.add_parser("demo", add_help=False)
    demo.add_argument("--port", type=_port, default=None)
    demo.add_argument("--fresh", action="store_true")
    test = commands.add_parser("test", add_help=False)
    test.add_argument("filter", nargs="?")
    lint = commands.add_parser("lint", add_help=False)
    lint.add_argument("--fix", action="store_true")
    for name in ("bench", "shots"):
        commands.add_parser(name, add_help=False).add_argument("names", nargs="*")
    commands.add_parser("i18n", add_help=False)
    return parser


def _port(text):
    if not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port between 1024 and 65535")
    return int(text)


def main(arguments):
    os.umask(0o022)
    for number in STOPPING:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)
    if not arguments or {"-h", "--help", "help"} & set(arguments[:1]):
        sys.stdout.write(USAGE)
        return 0 if arguments else 2
    try:
        return _dispatch(arguments)
    except Failure as failure:
        warn(failure)
        return 1
    except KeyboardInterrupt:
        warn("stopped")
        return 130
    except BrokenPipeError:  # the reader, `head` for instance, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _interrupt(*_signal):
    """The first one stops us; those that follow must not disturb the cleaning up."""
    for number in STOPPING:
        signal.signal(number, lambda *_signal: None)
    raise KeyboardInterrupt


def _dispatch(arguments):
    """Each command's file is read only when it is asked for."""
    if arguments[0] == "odoo":
        from . import run

        return run.main(arguments[1:])
    if set(arguments[1:]) & {"-h", "--help"}:
        sys.stdout.write(USAGE)
        return 0
    if arguments[0] not in COMMANDS:
        raise Failure(f"there is no command {arguments[0]!r}; see ./dev --help")
    asked = _parser().parse_args(arguments)
    if asked.command == "demo":
        from . import demo

        return demo.main(asked.port, asked.fresh)
    with build.lock(
        paths.state() / f".{asked.command}.lock",
        f"./dev {asked.command} of this checkout is running already",
    ):
        return _exclusive(asked)


def _exclusive(asked):
    """Commands with databases of a fixed name: one of a kind at a time."""
    if asked.command == "test":
        from . import test

        return test.main(asked.filter)
    if asked.command == "lint":
        from . import lint

        return lint.main(asked.fix)
    if asked.command == "i18n":
        from . import i18n

        return i18n.main()
    if asked.command == "bench":
        from . import bench

        return bench.main(asked.names)
    from . import shots

    return shots.main(asked.names)
