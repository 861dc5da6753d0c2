from django.urls import path

from preau.web.ui import views

urlpatterns = [
    path("", views.index, name="gallery"),
    path("erreur-<int:status>/", views.failure, name="gallery-failure"),
    path("courriel/", views.mail, name="gallery-mail"),
    path("<slug:name>/", views.sample, name="gallery-page"),
]
