"""What an open page asks of its session: « am I still signed in, and as whom? »"""

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from preau.web.ui.frame import session_owner


@never_cache
@require_http_methods(["GET", "POST"])
def session_extend(request: HttpRequest) -> JsonResponse:
    """POST extends the session as any request does; GET lets a covered page know its owner again.

    The fresh token lets a form typed before the session closed be sent after it is reopened.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False}, status=401)
    owner, token = session_owner(request), get_token(request)
    return JsonResponse({"signed_in": True, "owner": owner, "csrf_token": token})
