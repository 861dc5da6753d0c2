"""Pages of parents."""

from django.urls import path

from preau.web.family import agenda, children, contact, feeds, home, homework, incidents, messages

urlpatterns = [
    path("", home.home, name="home"),
    path("enfants/ajouter/", children.confirm_child, name="confirm-child"),
    path("enfants/manquant/", incidents.missing_child, name="missing-child"),
    path("enfants/<int:student_id>/dossier/", children.child_file, name="child-file"),
    path("enfants/<int:student_id>/photo/", children.child_photo, name="child-photo"),
    path("enfants/<int:student_id>/code-permanent/", children.child_code, name="child-code"),
    path("enfants/<int:student_id>/pas-mon-enfant/", incidents.disown_child, name="disown-child"),
    path("enfants/<int:student_id>/devoirs/", homework.child_homework, name="child-homework"),
    path(
        "enfants/<int:student_id>/devoirs/<int:assignment_id>/fait/",
        homework.tick,
        name="homework-tick",
    ),
    path("devoirs/pieces/<int:homework_file_id>/", homework.attachment, name="homework-attachment"),
    path("messages/", messages.message_list, name="messages"),
    path("messages/<int:message_id>/", messages.message, name="message"),
    path("messages/<int:message_id>/confirmer/", messages.confirm, name="message-confirm"),
    path("messages/<int:message_id>/archiver/", messages.archive, name="message-archive"),
    path("messages/<int:message_id>/repondre/", messages.reply, name="message-reply"),
    path(
        "messages/<int:message_id>/pieces/<int:message_file_id>/",
        messages.attachment,
        name="message-attachment",
    ),
    path("agenda/", agenda.family_agenda, name="agenda"),
    path("enfants/<int:student_id>/agenda/", agenda.child_agenda, name="child-agenda"),
    path("agenda/abonnements/", feeds.calendar_feeds, name="calendar-feeds"),
    path(
        "agenda/abonnements/<int:feed_id>/renouveler/",
        feeds.renew_calendar_feed,
        name="calendar-feed-renew",
    ),
    path(
        "agenda/abonnements/<int:feed_id>/revoquer/",
        feeds.revoke_calendar_feed,
        name="calendar-feed-revoke",
    ),
    path("agenda/flux/<str:token>.ics", feeds.calendar_feed, name="calendar-feed"),
    path("reponses/<int:incident_id>/", incidents.answer, name="incident-answer"),
    path("nous-joindre/", contact.contact_us, name="contact-us"),
    path("nous-joindre/organismes/", contact.contact_bodies, name="contact-bodies"),
    path("aide/", contact.help_page, name="help"),
]
