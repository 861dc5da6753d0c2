"""The WSGI application that granian serves."""

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from preau.config.logs import configure
from preau.config.memory import keep_what_started
from preau.web.ui.last_words import LAST_HEADERS, LAST_WORDS

Application = Callable[..., Iterable[bytes]]


def standing(answer: Application) -> Application:
    """What fails past every page for failures is logged like the rest, and answered in words."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return answer(environ, start_response)
        except Exception:
            structlog.get_logger("preau").exception("request failed outside of its pages")
            start_response("500 Internal Server Error", list(LAST_HEADERS.items()))
            return [LAST_WORDS.encode()]

    return application


application = standing(get_wsgi_application())
configure(settings.LOGGING)
keep_what_started()
