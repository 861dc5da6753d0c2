"""« Nous joindre » and « Aide »."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect

from preau.boards.queries import schools_to_contact, subscribed_boards
from preau.people.access import visible_children
from preau.web.declare import FamilyRequest, PublicRequest, page
from preau.web.ui.render import render_page


@page(audience="family", permission="contact")
def contact_us(request: FamilyRequest) -> HttpResponse:
    """Each school of the children in scope: coordinates, direction, contacts it chose."""
    children = visible_children(request.actor)
    schools = schools_to_contact([c.school_id for c in children if c.school_id])
    pupils = {
        school.id: [c.first_name for c in children if c.school_id == school.id]
        for school in schools
    }
    return render_page(request, "family/contact_us.html", {"schools": schools, "pupils": pupils})


@page(audience="public")
def contact_bodies(request: PublicRequest) -> HttpResponse:
    """Whom to call when one cannot sign in: the bodies that subscribe."""
    if request.user.is_authenticated:
        return redirect("contact-us")
    return render_page(request, "family/contact_bodies.html", {"boards": subscribed_boards()})


@page(audience="public")
def help_page(request: PublicRequest) -> HttpResponse:
    """The guide's questions, answered in our words."""
    return render_page(request, "family/help.html", {"limits": settings.PREAU_LIMITS})
