"""Rich text: what is left of it, and where its links lead."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preau.core.rich_text import SCHEMES, TAGS, clean, from_text, to_text

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<p onclick=alert(1)>a</p>",
    "<svg/onload=alert(1)>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=alert(1)>'>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='JaVaScRiPt:alert(1)'>a</a>",
    "<a href='java\nscript:alert(1)'>a</a>",
    "<a href=' javascript:alert(1)'>a</a>",
    "<a href='&#106;avascript:alert(1)'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<a href='vbscript:msgbox(1)'>a</a>",
    "<a href='//ailleurs.example'>a</a>",
    "<a href='/compte/'>a</a>",
    "<a href='http://banque.example@voleur.example/'>a</a>",
    "<a href='http://banque.example\\@voleur.example/'>a</a>",
    "<a href='https://voleur.example\" onmouseover=\"alert(1)'>a</a>",
    "<iframe src='https://a.example'></iframe>",
    "<form action='https://a.example'><input name=a><button>a</button></form>",
    "<style>*{display:none}</style>",
    "<p style='position:fixed' class='x' id='y'>a</p>",
    "<base href='https://a.example'>",
    "<meta http-equiv=refresh content='0;url=https://a.example'>",
    "<object data='a'></object><embed src='a'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><img src=x onerror=alert(1)></template>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<p>a<!-- --!><img src=x onerror=alert(1)> --></p>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "{{ 7 * 7 }}{% raw %}<b onmouseover=alert(1)>",
]
PIECES = [
    *("<p>", "</p>", "<a href='http://x.example/a'>", "<a href='mailto:a@b.example?cc=c'>", "</a>"),
    *("<ul>", "<li>", "</ul>", "<h1>", "<h3>", "</h3>", "<b>", "</b>", "<div>", "</div>", "<br>"),
    *("<script>", "<style>", "<svg>", "<math>", "<table>", "<td>", "<!--", "-->", "<select>"),
    *("<option>", "<template>", "<noscript>", "<textarea>", "<plaintext>", "<form>", "<title>"),
    *("<iframe>", "<img src=x onerror=alert(1)>", "<p onclick='a'", "<a href='javascript:a'>"),
    *(" (http://x.example/a)", "http://x.example/a", "&amp;", "&lt;", "&#x6a;", "\x00", '"', "'"),
    *("<", ">", " ", "\n", "x", "é", "\u202e"),
]
anything = st.one_of(
    st.lists(st.sampled_from([*PIECES, *ATTACKS]), max_size=14).map("".join), st.text()
)


class Tags(HTMLParser):
    """Every tag of a text, with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def harmless(html: str) -> bool:
    for tag, attributes in Tags(html).found:
        assert tag in TAGS
        assert attributes.keys() == ({"href", "rel"} if tag == "a" else set())
        if tag == "a":
            assert (attributes["href"] or "").partition(":")[0] in SCHEMES
            assert attributes["rel"] == "noopener noreferrer"
    return True


@pytest.mark.parametrize("attack", ATTACKS)
def test_a31_nothing_that_runs_is_left(attack: str) -> None:
    cleaned = clean(f"<p>Avant</p>{attack}<p>Après</p>")
    assert harmless(cleaned)
    assert "<a" not in cleaned or "javascript" not in cleaned


@settings(max_examples=500, deadline=None)
@given(anything)
def test_a31_whatever_is_written_is_harmless_and_cleaning_it_again_changes_nothing(
    text: str,
) -> None:
    cleaned = clean(text)
    assert harmless(cleaned)
    assert clean(cleaned) == cleaned
    assert harmless(from_text(text))
    assert "\u202e" not in cleaned


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        (
            "<a href='https://ecole.example/a'>Inscription</a>",
            "Inscription</a> (https://ecole.example/a)",
        ),
        (
            "<a href='https://voleur.example'>https://ecole.example</a>",
            "</a> (https://voleur.example)",
        ),
        ("<a href='https://écölé.example'>Photos</a>", "(https://xn--cl-9iac7d.example)"),
        ("<a href='https://ecоle.example'>ecоle.example</a>", "(https://xn--ecle-65d.example)"),
        ("<a href='mailto:a@b.example?bcc=c@d.example'>Écrire</a>", "</a> (a@b.example)"),
        ("<a href='tel:+14505550100'>Appeler</a>", "</a> (+14505550100)"),
        (
            "<a href='https://a.example'><strong>Gras</strong></a>",
            "</strong></a> (https://a.example)",
        ),
    ],
)
def test_a31_a_link_says_where_it_leads(link: str, shown: str) -> None:
    assert shown in clean(link)
    assert clean(clean(link)).count("(") == 1


@pytest.mark.parametrize(
    "link",
    [
        "<a href='https://ecole.example/a'>https://ecole.example/a</a>",
        "<a href='https://ecole.example/'>ecole.example</a>",
        "<a href='mailto:a@b.example'>a@b.example</a>",
    ],
)
def test_a_link_that_is_its_own_address_says_it_once(link: str) -> None:
    assert "(" not in clean(link)


def test_what_editors_write_for_the_same_thing_becomes_ours() -> None:
    assert clean("<h1>Titre</h1><div>Un</div><b>deux</b> <i>trois</i> <u>quatre</u>") == (
        "<h3>Titre</h3>Un<br><strong>deux</strong> <em>trois</em> quatre"
    )


def test_plain_text_becomes_paragraphs_with_links() -> None:
    assert from_text(
        "Bonjour,\r\nvoyez https://a.example/b?c=1&d=2.\n\n\n<b>Merci</b> & à bientôt"
    ) == (
        '<p>Bonjour,<br>voyez <a href="https://a.example/b?c=1&amp;d=2" rel="noopener noreferrer">'
        "https://a.example/b?c=1&amp;d=2</a>.</p><p>&lt;b&gt;Merci&lt;/b&gt; &amp; à bientôt</p>"
    )
    assert from_text("Écrivez à info@ecole.example!").count("mailto:info@ecole.example") == 1
    assert from_text(" \n ") == ""


def test_the_words_alone_keep_paragraphs_lists_and_addresses() -> None:
    html = "<p>Cher&nbsp;parent,</p><ul><li>un</li><li>deux</li></ul><p>Voir <a href='https://a.example'>ici</a>.</p>"
    assert to_text(html) == "Cher\u00a0parent,\n\n• un\n• deux\n\nVoir ici (https://a.example)."
    assert to_text("<p>1 &lt; 2</p>") == "1 < 2"


def test_a_text_that_opens_thousands_of_tags_ends() -> None:
    assert harmless(clean("<blockquote>" * 3000 + "<a href='http://a.example'>" * 500))


def test_the_cells_of_a_pasted_table_stay_apart() -> None:
    table = "<table><tr><th>Jour</th><td>Vendredi</td></tr><tr><td>Heure</td></tr></table>"
    assert to_text(clean(table)).split() == ["Jour", "Vendredi", "Heure"]
