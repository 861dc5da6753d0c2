"""What a payer consents to, by version: a text that changes gets a new one, and the old is kept."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CURRENT = "1"
TEXTS: dict[str, Promise] = {
    "1": _(
        "Je consens à recevoir en ligne, dans Préau, les relevés 24 et les reçus de ce compte, au "
        "lieu d’une copie sur papier. Je peux retirer ce consentement en tout temps, ici même : "
        "les suivants me viendront par la poste."
    ),
}
