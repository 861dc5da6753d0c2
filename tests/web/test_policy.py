"""The content security policy, as a browser reads it."""

from django.http import HttpRequest, HttpResponse

from preau.web.policy import HEADER, content_security_policy, nonce_of

POLICY = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; img-src 'self' data:; manifest-src 'self'; "
    "script-src 'self'{nonce}; style-src 'self'{nonce}"
)


def policy_of(view) -> str:
    return content_security_policy(view)(HttpRequest())[HEADER]


def test_scripts_and_styles_run_by_the_nonce_that_the_page_wrote() -> None:
    written = []

    def page(request: HttpRequest) -> HttpResponse:
        written.extend([nonce_of(request), nonce_of(request)])
        return HttpResponse()

    policy = policy_of(page)
    assert len(set(written)) == 1
    assert policy == POLICY.format(nonce=f" 'nonce-{written[0]}'")
    assert policy_of(page) != policy


def test_a_nonce_that_no_page_wrote_is_not_announced() -> None:
    assert policy_of(lambda request: HttpResponse()) == POLICY.format(nonce="")


def test_an_answer_keeps_a_policy_of_its_own() -> None:
    own = "default-src 'none'; sandbox"
    assert policy_of(lambda request: HttpResponse(headers={HEADER: own})) == own
