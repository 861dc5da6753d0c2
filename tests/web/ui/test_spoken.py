"""What is put into a template while it is compiled, and what is not."""

import jinja2
from django.utils import translation

from preau.web.ui.render import jinja_environment
from preau.web.ui.spoken import SpokenEnvironment


def compiled(**templates: str) -> SpokenEnvironment:
    env = jinja_environment().overlay(loader=jinja2.DictLoader(templates), cache_size=0)
    assert isinstance(env, SpokenEnvironment)
    env.language = "fr-ca"
    return env


def rendered(text: str, **context: object) -> str:
    return compiled(page=text).get_template("page").render(context)


def test_a_text_with_something_put_in_is_constant_but_for_that() -> None:
    text = "{{ _('Bonjour %(name)s.', name=name) }}"
    assert rendered(text, name="<b>") == "Bonjour &lt;b&gt;."
    source = compiled(page=text).compile(text, raw=True)
    assert "Bonjour %(name)s." in source
    assert "gettext" not in source


def test_a_name_elides_in_a_compiled_page_and_in_any_other() -> None:
    text = "{{ _('Dossier de %(name)s', name=name) }}"
    assert rendered(text, name="Éloïse") == "Dossier d’Éloïse"
    assert rendered(text, name="<b>") == "Dossier de &lt;b&gt;"
    loose = jinja_environment().overlay(cache_size=0).from_string(text)
    assert loose.render(name="Éloïse") == "Dossier d’Éloïse"
    with translation.override("en"):
        assert "Éloïse" in (said := jinja_environment().from_string(text).render(name="Éloïse"))
        assert "d’" not in said


def test_each_language_has_its_own_text() -> None:
    with translation.override("en"):
        env = jinja_environment()
        assert env.from_string("{{ _('Accueil') }}").render() == "Home"
    assert jinja_environment().from_string("{{ _('Accueil') }}").render() == "Accueil"


def test_an_address_without_arguments_is_constant() -> None:
    source = compiled().compile("{{ url('help') }}", raw=True)
    assert "url" not in source
    assert rendered("{{ url('help') }}") == "/aide/"


def test_an_included_template_is_put_in_with_the_page_s_words() -> None:
    env = compiled(
        page="{% include 'part' %}{{ word }}", part="{% set word = word ~ '!' %}{{ word }}"
    )
    assert env.get_template("page").render(word="oui") == "oui!oui"
