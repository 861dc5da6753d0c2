"""The people to try and the mail they receive: what a visitor of the demonstration needs."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from preau.core.text import address_key
from preau.demo.mails import SentMail, sent_mail, sent_mails
from preau.demo.people import as_json, demo_folder, read_people
from preau.web.declare import page
from preau.web.ui.render import render_page

# A mail is shown as a mailbox would: its own styles, nothing fetched, nothing run.
_MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_READABLE = {"ensure_ascii": False, "indent": 1}


@page(audience="public")
def people(request: HttpRequest) -> HttpResponse:
    return render_page(request, "demo/people.html", {"people": read_people(demo_folder())})


@page(audience="public")
def people_json(request: HttpRequest) -> HttpResponse:
    told = [as_json(person) for person in read_people(demo_folder())]
    return JsonResponse(told, safe=False, json_dumps_params=_READABLE)


@page(audience="public")
def mails(request: HttpRequest) -> HttpResponse:
    """Newest first, all of them or those to one address (`a`)."""
    to = address_key(request.GET.get("a", ""))
    newest_first = list(reversed(sent_mails(to=to)))
    return render_page(request, "demo/mails.html", {"mails": newest_first, "to": to})


@page(audience="public")
def mails_json(request: HttpRequest) -> HttpResponse:
    told = [
        {
            "to": mail.to,
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            "sent_at": mail.sent_at,
        }
        for mail in sent_mails()
    ]
    return JsonResponse(told, safe=False, json_dumps_params=_READABLE)


@page(audience="public")
def mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    return render_page(request, "demo/mail.html", {"mail": _found(mail_id)})


@page(audience="public")
def mail_html(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    found = _found(mail_id)
    if not found.html:
        raise Http404
    return HttpResponse(found.html, headers={"Content-Security-Policy": _MAIL_POLICY})


def _found(mail_id: UUID) -> SentMail:
    found = sent_mail(mail_id)
    if found is None:
        raise Http404
    return found
