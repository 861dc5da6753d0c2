"""The door and the account, at the addresses parents see."""

from django.urls import path

from preau.web.account.views import account, ask_code, language, sign_in, verification
from preau.web.ui.session import session_extend

_PROOF = "compte/verification/<str:token>/"

urlpatterns = [
    path("connexion/", sign_in.sign_in, name="sign-in"),
    path("connexion/aide/", sign_in.sign_in_help, name="sign-in-help"),
    path("deconnexion/", sign_in.sign_out, name="sign-out"),
    path("deconnexion/terminee/", sign_in.signed_out, name="signed-out"),
    path("session/prolonger/", session_extend, name="session-extend"),
    path("langue/", language.set_language, name="set-language"),
    path("compte/", account.account, name="account"),
    path("compte/creer/", ask_code.sign_up, name="sign-up"),
    path("compte/mot-de-passe-oublie/", ask_code.forgot_password, name="forgot"),
    path(_PROOF, verification.verification, name="verification"),
    path(f"{_PROOF}renvoyer/", verification.verification_resend, name="verification-resend"),
    path(f"{_PROOF}mot-de-passe/", verification.choose_password, name="choose-password"),
    path("compte/adresses/ajouter/", account.add_address, name="add-address"),
    path(
        "compte/adresses/<int:address_id>/retirer/", account.remove_address, name="remove-address"
    ),
    path("compte/mot-de-passe/", account.change_password, name="change-password"),
    path("compte/confirmer/", account.confirm_identity, name="confirm-identity"),
]
