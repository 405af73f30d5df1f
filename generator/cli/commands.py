"""The command group: names, translated help, and commands loaded when they are called."""

from __future__ import annotations

import importlib
from typing import Any

import click

from .. import __version__, messages
from ..errors import N_
from ..messages import _
from .console import fail

_MODULES = {
    "init": N_("set up a folder with a sample blueprint and roster"),
    "blueprints": N_("show the blueprints there are and what they need"),
    "draft": N_("draft one unit's plan"),
    "batch": N_("write the plans of all units of a roster"),
}


class Command(click.Command):
    """A command whose help is translated when it is shown, and whose errors are told."""

    def get_short_help_str(self, limit: int = 45) -> str:
        return _(self.help or "")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(_(self.help))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            ctx.exit(fail(error))


class Option(click.Option):
    """An option whose help is translated when it is shown."""

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
        return [*_MODULES] if self.name == "creation-plan" else super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if self.name != "creation-plan":
            return super().get_command(ctx, cmd_name)
        if cmd_name not in _MODULES:
            return None
        module = importlib.import_module(f".{cmd_name}", __package__)
        command: click.Command = module.command
        return command

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


def option(*names: str, **settings: Any) -> Any:
    """An option with translated help."""
    return click.option(*names, cls=Option, **settings)


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
@click.version_option(__version__, prog_name="creation-plan")
def group() -> None:
    """The whole command line."""
