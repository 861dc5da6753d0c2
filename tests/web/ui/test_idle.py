"""The end of a session, in a browser: twelve idle seconds, the last five warned."""

import json

import pytest

MINE = {"signed_in": True, "owner": "galerie", "csrf_token": "nouveau-jeton"}
OTHER = {**MINE, "owner": "quelqu’un d’autre"}


def says(state, status=200):
    return lambda route: route.fulfill(
        status=status, body=json.dumps(state), content_type="application/json"
    )


@pytest.fixture
def start(open_page):
    def start_(session):
        return open_page("/_ui/session/", clock=True, answers={"/session/": session})

    return start_


def covered(page) -> bool:
    return page.evaluate("document.documentElement.classList.contains('session-over')")


def test_warns_and_extends_keeping_what_was_typed(start):
    page = start(says(MINE))
    page.locator("textarea").fill("Léo sera absent")
    page.clock.run_for(8_000)
    assert page.locator("dialog").is_visible()
    page.get_by_role("button", name="Garder ma session ouverte").click()
    page.locator("dialog").wait_for(state="hidden")
    assert page.locator("textarea").input_value() == "Léo sera absent"
    page.clock.run_for(6_000)
    assert not covered(page), "counted anew from the extension"


def test_nothing_typed_goes_to_sign_in(start):
    page = start(says({}, status=401))
    page.clock.run_for(13_000)
    page.wait_for_url("**/connexion/?inactivite=1")


def test_the_server_which_counts_a_minute_more_is_told_to_close(start):
    page = start(says(MINE))
    with page.expect_request("**/sortie/") as sent:
        page.clock.run_for(13_000)
    assert sent.value.method == "POST"
    assert "nouveau-jeton" in sent.value.post_data
    page.wait_for_url("**/connexion/?inactivite=1")


def test_the_session_of_somebody_else_in_this_browser_is_left_open(start):
    page = start(says(OTHER))
    asked = []
    page.on("request", lambda request: asked.append(request.method))
    page.clock.run_for(13_000)
    page.wait_for_url("**/connexion/?inactivite=1")
    assert "POST" not in asked


def test_what_was_typed_is_covered_then_given_back_to_its_owner(start):
    state = {"now": says({}, status=401)}

    def answer(route):
        state["now"](route)

    page = start(answer)
    page.locator("textarea").fill("Léo sera absent")
    page.clock.run_for(13_000)
    assert covered(page)
    assert page.locator("textarea").is_hidden()
    state["now"] = says(OTHER)
    page.get_by_role("button", name="J’ai rouvert ma session").click()
    page.locator("[data-not-yours]").wait_for()
    assert covered(page), "somebody else signed in: nothing is shown"
    state["now"] = says(MINE)
    page.get_by_role("button", name="J’ai rouvert ma session").click()
    page.locator("dialog").wait_for(state="hidden")
    assert page.locator("textarea").input_value() == "Léo sera absent"
    token = page.locator("main form [name=csrfmiddlewaretoken]").input_value()
    assert token == "nouveau-jeton", "the form can be sent again"


def test_a_dead_network_is_told_and_loses_nothing(start):
    page = start(lambda route: route.abort())
    page.locator("textarea").fill("Léo sera absent")
    page.clock.run_for(8_000)
    page.get_by_role("button", name="Garder ma session ouverte").click()
    page.locator("[data-unreachable]").wait_for()
    assert page.locator("dialog").is_visible()


def test_tabs_share_one_instant_and_nothing_personal(start):
    page = start(says(MINE))
    stored = page.evaluate("JSON.stringify(localStorage)")
    assert set(json.loads(stored)) == {"preau-entendu"}
    page.clock.run_for(8_000)
    assert page.locator("dialog").is_visible()
    page.evaluate(
        "localStorage.setItem('preau-entendu', Date.now());"
        "window.dispatchEvent(new StorageEvent('storage', {key: 'preau-entendu'}))"
    )
    assert page.locator("dialog").is_hidden(), "another tab is in use"


def test_signing_out_in_another_tab_closes_this_one(start):
    page = start(says({}, status=401))
    page.evaluate("window.dispatchEvent(new StorageEvent('storage', {key: 'preau-quitte'}))")
    page.wait_for_url("**/connexion/")


def test_nobody_is_interrupted_in_the_middle_of_a_sentence(start):
    asked = []

    def answer(route):
        asked.append(route.request.method)
        says(MINE)(route)

    page = start(answer)
    page.clock.run_for(6_000)
    page.locator("textarea").fill("Léo sera")
    with page.expect_response("**/session/"):
        page.clock.run_for(2_000)
    assert asked == ["POST"]
    assert page.locator("dialog").is_hidden()
