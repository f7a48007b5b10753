"""What each line of business brings to the demo: its stories, and accounts for posts of its own.

A line that has a module ``demo`` (``<app>/demo.py``) is told by it: ``tell(kit)`` puts its acts on the list; what it
knows of the kit is ``core.matters.demo_kit``. ``ACCOUNTS``, where it has one, names people with posts that nobody else
in the demo holds, as ``demo.accounts`` does. The proposals' own stories stand here, being the demo's first.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from core.matters.demo_kit import DemoKit

Accounts = dict[str, tuple[str, tuple[tuple[str, str, str], ...]]]


def _modules() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "demo"):
            yield import_module(f"{config.name}.demo")


def tellers() -> list[Callable[[DemoKit], None]]:
    """``tell`` of every line that brings stories, in the order of the apps."""
    return [module.tell for module in _modules()]


def accounts() -> Accounts:
    """The accounts that lines bring."""
    return {name: row for module in _modules() for name, row in getattr(module, "ACCOUNTS", {}).items()}
