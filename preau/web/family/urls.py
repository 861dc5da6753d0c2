"""Pages of parents."""

from django.urls import path

from preau.web.family import (
    agenda,
    attendance,
    children,
    contact,
    declaring,
    feeds,
    finances,
    home,
    homework,
    incidents,
    justifying,
    messages,
)

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
    path("enfants/<int:student_id>/absences/", attendance.child_absences, name="child-absences"),
    path("absences/<int:event_id>/", attendance.absence, name="absence"),
    path("absences/papiers/<int:paper_id>/", attendance.absence_paper, name="absence-paper"),
    path("absences/motiver/", justifying.justify_absences, name="justify-absences"),
    path("absences/motifs/<int:justification_id>/", justifying.edit_reason, name="edit-reason"),
    path(
        "absences/motifs/<int:justification_id>/retirer/",
        justifying.withdraw_reason,
        name="withdraw-reason",
    ),
    path("absences/declarer/", declaring.declare_absence, name="declare-absence"),
    path("absences/declarer/<slug:slug>/", declaring.declare_kind, name="declare-kind"),
    path("absences/declarations/<int:declaration_id>/", declaring.declaration, name="declaration"),
    path(
        "absences/declarations/<int:declaration_id>/retirer/",
        declaring.withdraw_declaration,
        name="withdraw-declaration",
    ),
    path("enfants/<int:student_id>/finances/", finances.child_finances, name="child-finances"),
    path("finances/comptes/<int:payer_id>/", finances.payer_account, name="payer-account"),
    path("finances/etats/<int:statement_id>/", finances.statement, name="statement"),
    path(
        "finances/etats/<int:statement_id>/pdf/", finances.statement_paper, name="statement-paper"
    ),
    path(
        "finances/comptes/<int:payer_id>/paiement/",
        finances.declare_payment,
        name="declare-payment",
    ),
    path(
        "finances/comptes/<int:payer_id>/paiements/<int:declaration_id>/retirer/",
        finances.retract_payment,
        name="retract-payment",
    ),
    path("finances/comptes/<int:payer_id>/releves/", finances.account_slips, name="account-slips"),
    path("finances/releves/<int:slip_id>/pdf/", finances.slip_paper, name="slip-paper"),
    path("reponses/<int:incident_id>/", incidents.answer, name="incident-answer"),
    path("nous-joindre/", contact.contact_us, name="contact-us"),
    path("nous-joindre/organismes/", contact.contact_bodies, name="contact-bodies"),
    path("aide/", contact.help_page, name="help"),
]
