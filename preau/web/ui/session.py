"""What an open page asks of its session: « am I still signed in, and as whom? »"""

from django.http import JsonResponse
from django.middleware.csrf import get_token

from preau.web.declare import PublicRequest, page
from preau.web.ui.frame import session_owner


@page(audience="public", writes=True)
def session_extend(request: PublicRequest) -> JsonResponse:
    """POST extends the session as any request does; GET lets a covered page know its owner again.

    Public, so that a closed session is told by 401 and not by the sign-in page. The fresh token
    lets a form typed before the session closed be sent after it is reopened.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False}, status=401)
    owner, token = session_owner(request), get_token(request)
    return JsonResponse({"signed_in": True, "owner": owner, "csrf_token": token})
