"""Pages of parents."""

from django.urls import path

from preau.web.family import children, contact, home, incidents

urlpatterns = [
    path("", home.home, name="home"),
    path("enfants/ajouter/", children.confirm_child, name="confirm-child"),
    path("enfants/manquant/", incidents.missing_child, name="missing-child"),
    path("enfants/<int:student_id>/dossier/", children.child_file, name="child-file"),
    path("enfants/<int:student_id>/photo/", children.child_photo, name="child-photo"),
    path("enfants/<int:student_id>/code-permanent/", children.child_code, name="child-code"),
    path("enfants/<int:student_id>/pas-mon-enfant/", incidents.disown_child, name="disown-child"),
    path("reponses/<int:incident_id>/", incidents.answer, name="incident-answer"),
    path("nous-joindre/", contact.contact_us, name="contact-us"),
    path("nous-joindre/organismes/", contact.contact_bodies, name="contact-bodies"),
    path("aide/", contact.help_page, name="help"),
]
