"""The command group: names, translated help, and commands loaded when they are called."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, TypeVar

import click

from .. import __version__, messages
from ..errors import N_, closest
from ..messages import _
from .console import fail, note
from .paging import Formatter

_MODULES = {
    "init": N_("set up a folder with a sample blueprint and roster"),
    "blueprints": N_("show the blueprints there are and what they need"),
    "roster": N_("make an empty roster to fill in"),
    "draft": N_("draft one unit's plan"),
    "batch": N_("write the plans of all units of a roster"),
    "status": N_("tell how each plan of a folder stands"),
    "regenerate": N_("bring the plans of a folder up to date"),
    "issue": N_("freeze a plan that was issued"),
    "redline": N_("show the differences of two documents as tracked changes"),
    "check": N_("check inputs, texts and any .docx, and repair what is safe"),
    "volume": N_("bind all plans of a folder into one document"),
}

_STOPPED = 130  # as shells tell a command ended by ^C

F = TypeVar("F", bound=Callable[..., Any] | click.Command)

# Words that stand for a value in a usage line.
USAGE = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."), N_("[COMMAND] [ARGS]..."))


class Context(click.Context):
    formatter_class = Formatter


class Command(click.Command):
    """A command whose help is translated when it is shown, and whose errors are told."""

    context_class = Context

    def get_short_help_str(self, limit: int = 45) -> str:
        return _(self.help or "")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [_(piece) for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(_(self.help))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (KeyboardInterrupt, click.Abort):
            note()  # the terminal shows ^C
            note(_("stopped; every file is whole, and the same command does the rest"))
            ctx.exit(_STOPPED)
        except Exception as error:
            ctx.exit(fail(error))


class Argument(click.Argument):
    """An argument whose name is translated when it is shown."""

    def make_metavar(self, ctx: click.Context) -> str:
        return _(super().make_metavar(ctx))


class Option(click.Option):
    """An option whose help is translated when it is shown."""

    def make_metavar(self, ctx: click.Context) -> str:
        return _(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        original, self.help = self.help, _(self.help or "")
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = original


class Group(Command, click.Group):
    """A group of commands, each in a module of its name, imported when called."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*_MODULES] if self.name == "creation-plan" else [*self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if self.name != "creation-plan":
            return super().get_command(ctx, cmd_name)
        if cmd_name not in _MODULES:
            return None
        module = importlib.import_module(f".{cmd_name}", __package__)
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            message = _("there is no command {name}", name=args[0])
            if suggestion := closest(args[0], known):
                message += _("; ") + _("did you mean {suggestion}?", suggestion=suggestion)
            ctx.fail(message)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands without importing any."""
        if self.name != "creation-plan":
            super().format_commands(ctx, formatter)
            return
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(text)) for name, text in _MODULES.items()])


def _choose_language(_ctx: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value:
        messages.use(value)


def _show_version(ctx: click.Context, _option: click.Parameter, value: bool) -> None:
    if value:
        click.echo(_("creation-plan, version {version}", version=__version__))
        ctx.exit()


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """An option with translated help."""
    return click.option(*names, cls=Option, **settings)


def argument(*names: str, **settings: Any) -> Callable[[F], F]:
    """An argument with a translated name."""
    return click.argument(*names, cls=Argument, **settings)


@click.group(
    name="creation-plan",
    cls=Group,
    help=N_("Official plan documents (创建方案, GB/T 9704-2012) from blueprints and rosters."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@option(
    "--lang",
    type=click.Choice(messages.LANGUAGES),
    callback=_choose_language,
    is_eager=True,
    expose_value=False,
    help=N_("language of all messages"),
)
@option(
    "--version",
    is_flag=True,
    callback=_show_version,
    is_eager=True,
    expose_value=False,
    help=N_("Show the version and exit."),
)
def group() -> None:
    """The whole command line."""
