"""Templates compiled once per language: what a page says in one language is constant.

Translations of literal texts, icons, the addresses of static files and of pages without arguments,
and included templates are put in while compiling, so that a page is mostly text when it is
rendered. Everything else is as in any Jinja environment.
"""

from functools import cache
from typing import Any, cast

import jinja2
from django.conf import settings
from django.utils import translation
from jinja2 import nodes, pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from preau.core import elision
from preau.core.wording import gettext, speaking

GETTEXT = ("_", "gettext")
CONSTANT = ("icon", "static", "url")


class SharedTemplate(jinja2.Template):
    """Imported macros see no page's own globals, so one module serves every page."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module(None)


class SpokenEnvironment(jinja2.Environment):
    """An environment whose `language`, when set, is folded into its templates."""

    language = ""
    template_class = SharedTemplate

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        if self.language:
            with speaking(self.language):
                template = _Folding(self).visit(template)
        return template


@pass_context
def spoken_gettext(context: Context, text: str, **values: Any) -> str:
    """As the i18n extension's own, but that « de » before a vowel is « d’ »: mails come here."""
    said = gettext(text)
    if context.eval_ctx.autoescape:
        said = Markup(said)  # noqa: S704 - a text of the catalogue; what is put in is escaped
    return elision.filled(said, values)


def spoken(base: SpokenEnvironment, language: str) -> SpokenEnvironment:
    """The environment of a language, made once: for one map of the site."""
    return _spoken(base, language, settings.ROOT_URLCONF)


@cache
def _spoken(base: SpokenEnvironment, language: str, urlconf: str) -> SpokenEnvironment:
    own = base.overlay(cache_size=-1)
    own.language = language
    return own


class _Folding(NodeTransformer):
    """Replaces calls with literal arguments by what they answer, and includes by their text."""

    def __init__(self, environment: SpokenEnvironment) -> None:
        self.environment = environment

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: N802
        call = self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return call
        texts = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
        if len(texts) < len(node.args):
            return call
        if node.node.name in GETTEXT:
            return _said(translation.gettext(*texts), node)
        named = {k.key: k.value.value for k in node.kwargs if isinstance(k.value, nodes.Const)}
        if node.node.name in CONSTANT and len(named) == len(node.kwargs):
            function: Any = self.environment.globals[node.node.name]
            return _markup(str(function(*texts, **named)), node)
        return call

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802
        """The template itself, in a scope of its own; one that is chosen on the way stays."""
        if not isinstance(node.template, nodes.Const) or not node.with_context:
            return node
        name, loader = node.template.value, cast(jinja2.BaseLoader, self.environment.loader)
        source, path, _ = loader.get_source(self.environment, name)
        included = self.environment._parse(source, name, path)
        return nodes.Scope(included.body, lineno=node.lineno)


def _said(text: str, node: nodes.Call) -> nodes.Node:
    """As the i18n extension does: markup, and always a format; what is put in is escaped."""
    if not node.kwargs:
        return _markup(text % {}, node)
    values = nodes.Dict([nodes.Pair(nodes.Const(k.key), k.value) for k in node.kwargs])
    if elision.says_of(text):
        return nodes.Filter(
            _markup(text, node), "filled", [values], [], None, None, lineno=node.lineno
        )
    return nodes.Mod(_markup(text, node), values, lineno=node.lineno)


def _markup(text: str, node: nodes.Node) -> nodes.Node:
    return nodes.MarkSafe(nodes.Const(text), lineno=node.lineno)
