"""Pages of the demonstration; included in demo and test modes only."""

from django.urls import path

from preau.demo import views

urlpatterns = [
    path("", views.people, name="demo"),
    path("personnes.json", views.people_json, name="demo-people-json"),
    path("courriels/", views.mails, name="demo-mails"),
    path("courriels.json", views.mails_json, name="demo-mails-json"),
    path("courriels/<uuid:mail_id>/", views.mail, name="demo-mail"),
    path("courriels/<uuid:mail_id>/html/", views.mail_html, name="demo-mail-html"),
]
