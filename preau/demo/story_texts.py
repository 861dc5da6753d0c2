"""What each person to try shows. Marked for the catalogue, shown in the reader’s language."""

from django.utils.translation import gettext_noop as _

THREE_TO_CONFIRM = _(
    "Elle vient de donner son adresse aux écoles de ses trois enfants, dans deux organismes : "
    "créez son compte, puis confirmez Léo, Maëlle et Zoé."
)

THREE_CONFIRMED = _(
    "Ses trois enfants, dans deux organismes, sont confirmés : tout est sur une seule page "
    "d’accueil. Motivez l’absence de deux d’entre eux à la fois, confirmez la lecture d’un message "
    "qui nomme ces deux-là, voyez l’école fermée de Juliette et le motif refusé de Samuel. Deux "
    "bulletins sont publiés; celui de Samuel paraîtra ce soir."
)

TWINS = _(
    "Mère de jumelles dont les codes permanents ne diffèrent que par leurs deux derniers "
    "chiffres : créez son compte et confirmez l’une, puis l’autre."
)

ONE_LEFT = _(
    "Yasmine est confirmée, Adam reste à confirmer (il n’a pas encore de code permanent : "
    "prenez sa fiche). L’école de la Brise n’affiche ni les enseignants, ni les devoirs."
)

SEPARATED = _(
    "Séparée du père de Félix : elle voit le dossier de Félix, et rien des coordonnées de "
    "l’autre parent. Son motif d’absence a été remplacé par celui du père, dont elle ne lit rien."
)

OTHER_PARENT = _(
    "L’autre parent de Félix, qui demeure ailleurs : même dossier, ses propres coordonnées. "
    "Le motif qu’il a transmis après celui de la mère est celui que l’école a reçu."
)

JUDGMENT = _(
    "Un jugement consigné lui retire l’accès au dossier de Rosalie, pas à celui de Thomas : "
    "essayez de confirmer Rosalie, la réponse est un refus."
)

STRANGER = _(
    "L’école a écrit son adresse au dossier d’Inès, la fille d’un autre Cloutier : il la "
    "voit. Essayez « Ce n’est pas mon enfant »."
)

TWO_ADDRESSES = _(
    "Deux écoles, deux adresses : Camille est au dossier sous j.vadeboncoeur@mail.example. "
    "Essayez « Il manque un enfant », puis ajoutez cette adresse au compte et confirmez "
    "Camille."
)

TEACHER_TOO = _(
    "Enseignante à l’école des Deux-Rives, où elle publie son adresse (groupe 401), et mère "
    "d’Émile : une seule personne, un seul compte."
)

IN_ENGLISH = _(
    "Parent anglophone de la commission scolaire Riverside : ses courriels et ses pages sont "
    "en anglais."
)

WITHOUT_AUTHORITY = _(
    "Grand-père au dossier comme contact, sans autorité parentale : son adresse n’ouvre aucun "
    "dossier, et le courriel le lui dit."
)

OF_FULL_AGE = _(
    "Élève de 5e secondaire qui a eu 18 ans : son propre compte ouvre son dossier, et il motive "
    "lui-même ses absences."
)

PARENT_OF_FULL_AGE = _(
    "Mère de François, qui a 18 ans : son adresse n’ouvre plus rien, à moins qu’il y consente. "
    "Créez son compte, puis essayez de le confirmer."
)

THREE_IN_ONE_BODY = _(
    "Ses trois enfants vont à la même école : un seul message les nomme tous les trois, et demande "
    "de confirmer la lecture."
)

UNKNOWN = _(
    "Aucune école ne connaît son adresse : demandez un code, la page répond comme aux autres "
    "et le courriel explique quoi faire."
)

FORMER = _(
    "Son enfant a quitté l’école en juin : les bulletins restent lisibles et se téléchargent, et "
    "rien d’autre de son dossier."
)
