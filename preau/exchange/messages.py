"""The sentence of every rule, in the reader's language. French is the source."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

RULES = {
    # The package
    "package_missing": _("Il n’y a rien à l’adresse « %(path)s »."),
    "package_kind": _("« %(path)s » n’est ni un dossier ni une archive .zip."),
    "member_name": _("Le nom de ce fichier sort du paquet ou contient des signes interdits."),
    "member_link": _("Ce fichier est un lien : mettez le fichier lui-même dans le paquet."),
    "member_kind": _("Ceci n’est pas un fichier ordinaire."),
    "member_twice": _("Deux fichiers portent ce nom, à la casse près."),
    "member_count": _("Le paquet contient plus de %(limit)s fichiers."),
    "member_depth": _(
        "Mettez tous les fichiers .csv à la racine du paquet ou dans un seul dossier."
    ),
    "no_table": _("Le paquet ne contient aucun fichier .csv à lire."),
    "archive_damaged": _("L’archive est endommagée : refaites-la."),
    "archive_locked": _("L’archive est protégée par un mot de passe : refaites-la sans."),
    "archive_method": _(
        "La compression de ce fichier n’est pas lue : refaites l’archive en .zip usuel."
    ),
    "too_big": _("Décompressé, le paquet dépasse %(limit)s Mio."),
    "too_packed": _(
        "Décompressé, le paquet dépasse %(limit)s fois sa taille : il est refusé par prudence."
    ),
    "storage": _("Un fichier n’a pas pu être lu ou écrit sur cette machine (%(value)s)."),
    # The manifest
    "no_manifest": _("manifest.csv manque : chaque fichier est lu comme la liste complète (bulk)."),
    "manifest_row": _("Une ligne du manifeste n’a pas deux cellules."),
    "manifest_mode": _("« %(value)s » n’est pas un mode : bulk, delta ou absent."),
    "manifest_version": _("La version « %(value)s » de OneRoster n’est pas lue : 1.1 ou 1.2."),
    "manifest_missing": _("Le manifeste annonce %(file)s, qui manque dans le paquet."),
    "manifest_absent": _("Le manifeste dit ce fichier absent : il n’a pas été lu."),
    "manifest_silent": _(
        "Le manifeste ne nomme pas ce fichier : il est lu comme la liste complète (bulk)."
    ),
    "file_case": _("Le fichier s’appelle « %(found)s » : la casse du nom a été corrigée."),
    "file_not_read": _("Ce fichier de la norme n’est pas lu par Préau."),
    "file_unknown": _("Ce fichier est inconnu et n’a pas été lu."),
    # How a file is written
    "encoding": _("Le fichier est écrit en windows-1252 : préférez UTF-8."),
    "separator": _(
        "Les cellules sont séparées par des points-virgules : la norme veut des virgules."
    ),
    "byte_order_mark": _("Le fichier commence par une marque d’ordre des octets (BOM)."),
    "line_end": _("Les lignes se terminent par CRLF."),
    "last_break": _("La dernière ligne n’a pas de fin de ligne."),
    "utf16": _("Le fichier est écrit en UTF-16 : enregistrez-le en UTF-8."),
    "undecodable": _("Le fichier n’est écrit ni en UTF-8 ni en windows-1252."),
    "empty_file": _("Le fichier est vide : il faut au moins la ligne d’en-tête."),
    "no_row": _("Le fichier n’a aucune ligne sous l’en-tête."),
    "quotes": _(
        "Les guillemets d’une cellule sont mal ouverts ou mal fermés, ou la cellule est démesurée."
    ),
    "line_break": _(
        "Une cellule contient une fin de ligne : un guillemet est sans doute resté ouvert."
    ),
    "line_long": _("Une ligne dépasse %(limit)s octets."),
    "nul": _("Le fichier contient un caractère nul."),
    "ragged": _("La ligne a %(found)s cellules, l’en-tête en a %(expected)s."),
    "blank_row": _("Des lignes vides ont été sautées (%(count)s)."),
    # The header
    "column_missing": _("Cette colonne obligatoire manque."),
    "column_absent": _("Cette colonne facultative manque."),
    "columns_missing": _("Des colonnes de la norme, non lues ici, manquent : %(columns)s."),
    "column_twice": _("Cette colonne paraît deux fois."),
    "column_case": _("L’en-tête « %(found)s » a été lu malgré sa casse."),
    "column_order": _("Les colonnes ne sont pas dans l’ordre de la norme."),
    "column_extra": _("Cette colonne est inconnue et n’a pas été lue."),
    "column_near": _(
        "Cette colonne est inconnue et n’a pas été lue. Vouliez-vous dire « %(near)s »?"
    ),
    "column_empty": _("Une colonne sans titre n’a pas été lue."),
    # Cells
    "required": _("Cette cellule ne peut être vide."),
    "cut": _("Des cellules trop longues ont été coupées (%(rows)s)."),
    "too_long": _("Cette cellule est trop longue."),
    "id_signs": _("Des identifiants contiennent des signes hors norme (%(rows)s)."),
    "date": _("« %(value)s » n’est pas une date AAAA-MM-JJ."),
    "instant": _("« %(value)s » n’est pas un instant AAAA-MM-JJThh:mm:ssZ."),
    "boolean": _("« %(value)s » n’est ni true ni false."),
    "boolean_case": _("true et false s’écrivent en minuscules (%(rows)s)."),
    "boolean_digit": _("1 et 0 ont été lus true et false (%(rows)s)."),
    "year": _("« %(value)s » n’est pas une année de quatre chiffres."),
    "year_span": _("L’année scolaire se nomme par l’année où elle finit (%(rows)s)."),
    "choice": _("« %(value)s » n’est pas une valeur admise ici."),
    "right": _("« %(value)s » n’est pas une restriction connue."),
    "unknown_role": _("« %(value)s » n’est pas un rôle connu."),
    "extension": _("Une valeur ext: est acceptée, sans effet (%(rows)s)."),
    "number": _("« %(value)s » n’est pas un nombre de 1 à 99."),
    "fiche": _(
        "« %(value)s » n’est pas un numéro de fiche (1 à 7 chiffres) : il n’est pas retenu."
    ),
    "code_permanent": _(
        "« %(value)s » n’a pas la forme d’un code permanent : il n’est pas retenu."
    ),
    "level": _("Des niveaux inconnus ne sont pas retenus (%(rows)s)."),
    "address": _("« %(value)s » n’est pas une adresse électronique : elle n’est pas retenue."),
    "contact": _("Un contact s’écrit {rôle|nom|téléphone|courriel}."),
    # Rows
    "duplicate_id": _("Cet identifiant paraît déjà à la ligne %(first)s."),
    "duplicate_fiche": _(
        "Deux élèves actifs ont le même numéro de fiche (l’autre : ligne %(first)s)."
    ),
    "duplicate_code": _(
        "Deux élèves actifs ont le même code permanent (l’autre : ligne %(first)s)."
    ),
    "held_fiche": _("Un autre élève actif de l’organisme a déjà ce numéro de fiche."),
    "held_code": _("Un autre élève actif de l’organisme a déjà ce code permanent."),
    "duplicate_pair": _("Les colonnes de ce lien diffèrent de celles de la ligne %(first)s."),
    "unresolved": _(
        "« %(value)s » n’existe ni dans %(target)s ni, en delta, dans ce qui est tenu."
    ),
    "not_a_school": _("« %(value)s » n’est pas une école."),
    "dates_order": _("La fin précède le début."),
    "status_bulk": _("status est rempli dans une liste complète (%(rows)s)."),
    "modified_bulk": _("dateLastModified est rempli dans une liste complète (%(rows)s)."),
    "removed_in_bulk": _("La ligne est marquée « %(value)s » : elle est tenue pour retirée."),
    "status_missing": _("En delta, status est obligatoire."),
    "modified_missing": _("En delta, dateLastModified est obligatoire."),
    "inactive": _("inactive a été lu tobedeleted (%(rows)s)."),
    "stale": _(
        "La ligne est plus ancienne que ce qui est tenu : elle est refusée, le reste s’applique."
    ),
    "undated": _(
        "Des lignes sont datées d’avant le dernier import et rien ne prouve qu’elles sont plus "
        "anciennes : elles s’appliquent (%(rows)s)."
    ),
    "no_roles": _("roles.csv manque : le rôle des personnes nouvelles est inconnu."),
    "no_role": _("Personne sans rôle connu : ni élève, ni répondant, ni membre du personnel."),
    "role_without_user": _(
        "Le rôle est celui d’une personne dont la ligne n’est pas dans le paquet."
    ),
    "agent_unlinked": _(
        "« %(value)s » n’est pas lié : il faut un élève et un répondant (parent, guardian ou "
        "relative)."
    ),
    "relation_unlinked": _(
        "Ce lien de parenté n’en est pas un : il faut un élève et un parent, guardian ou relative."
    ),
    "pair_unlinked": _(
        "Aucune ligne du registre ne lie ces deux personnes : la ligne est sans effet."
    ),
    "no_address": _(
        "Ce répondant n’a pas d’adresse électronique : aucun compte ne verra l’enfant par ce lien."
    ),
    "disabled": _("Ce répondant est désactivé (enabledUser) : son adresse n’est pas retenue."),
    "no_school": _("Des élèves ne sont rattachés à aucune école (%(rows)s)."),
    "no_number": _(
        "Des élèves n’ont ni fiche ni code permanent : personne ne peut les confirmer (%(rows)s)."
    ),
    "role_mismatch": _(
        "L’inscription donne un rôle que la personne n’a pas : elle est sans effet."
    ),
    "enrolment_role": _(
        "Des inscriptions d’un rôle autre qu’élève ou enseignant sont sans effet (%(rows)s)."
    ),
    "restriction_start": _("La restriction n’a pas de début : elle vaut dès maintenant."),
    "board_identifier": _("Le paquet se dit de l’organisme « %(value)s »."),
    # The whole
    "removals_students": _(
        "L’import retirerait des élèves : %(ended)s sur %(active)s, plus de %(limit)s %% : "
        "vérifiez, puis relancez avec --accept-removals."
    ),
    "removals_links": _(
        "L’import retirerait des liens de garde : %(ended)s sur %(active)s, plus de %(limit)s %% : "
        "vérifiez, puis relancez avec --accept-removals."
    ),
    "addresses_change": _(
        "L’adresse de liens de garde change : %(changed)s sur %(active)s. Vérifiez que les "
        "lignes n’ont pas été décalées."
    ),
    "link_lost": _("Lien de garde retiré : élève « %(student)s », répondant « %(guardian)s »."),
    "busy": _("Un autre import de cet organisme est en cours : attendez qu’il finisse."),
    "constraint": _(
        "La base de données refuse une valeur (règle %(value)s) : rien n’a été changé."
    ),
    "database": _("La base de données a interrompu l’import (%(value)s) : rien n’a été changé."),
    # Tables of every day
    "not_held": _("« %(value)s » est inconnu : ni dans %(target)s, ni déjà tenu ici."),
    "duplicate_row": _("Cette ligne dit la même chose que la ligne %(first)s."),
    "far_date": _("Cette date est trop loin d’aujourd’hui (dix ans avant, deux ans après)."),
    "clock": _("« %(value)s » n’est pas une heure HH:MM."),
    "moment": _("« %(value)s » n’est ni une date ni une date et heure."),
    "hour_skipped": _("« %(value)s » n’existe pas : l’heure avance ce jour-là."),
    "hour_twice": _(
        "Des heures reviennent deux fois le jour où l’on recule l’heure : la première est retenue "
        "(%(rows)s)."
    ),
    "hours_order": _("La fin ne vient pas après le début."),
    "event_form": _("begin et end sont deux dates, ou deux dates avec l’heure."),
    "count": _("« %(value)s » n’est pas un nombre entier admis ici."),
    "duration": _("« %(value)s » n’est pas une part de jour (de 0 à 1)."),
    "period_name": _("« %(value)s » ne dit pas de numéro de période."),
    "level_unknown": _("« %(value)s » n’est pas un niveau connu."),
    "category": _("« %(value)s » n’est pas une catégorie connue."),
    "cycle_elsewhere": _(
        "Seul un jour de classe a un jour de cycle : il n’est pas retenu (%(rows)s)."
    ),
    "group_elsewhere": _("Ce groupe est d’une autre école que celle de la ligne."),
    "not_in_group": _("Des élèves nommés ne sont pas du groupe (%(rows)s)."),
    "two_deadlines": _("Le délai se compte en heures ou en jours de classe, pas les deux."),
    "motive_unknown": _(
        "Des motifs ne sont pas de la liste de l’école : ils ne sont pas retenus (%(rows)s)."
    ),
    "half_unknown": _(
        "Rien ne dit quelle partie du jour est manquée : la journée est retenue (%(rows)s)."
    ),
    "moved_pupil": _("Cet identifiant est celui de l’absence d’un autre élève."),
    # Results
    "decimal": _("« %(value)s » n’est pas un nombre admis ici."),
    "mark_above": _("« %(value)s » dépasse 100 %% : corrigez le résultat."),
    "score_above": _(
        "Ce résultat dépasse le maximum du travail (%(most)s) : corrigez l’un ou l’autre."
    ),
    "max_zero": _("Le maximum d’un travail est plus grand que zéro."),
    "course_missing": _("Il faut courseSourcedId ou classSourcedId : de quelle matière est-ce?"),
    "no_course": _("Ce groupe n’est d’aucune matière : donnez courseSourcedId."),
    "competency_unknown": _(
        "Cette compétence n’est pas de celles de la matière (preau_competencies.csv)."
    ),
    "preschool_mark": _(
        "Le préscolaire n’a pas de pourcentage : écrivez une observation, ou des lettres."
    ),
    "card_no_school": _("Rien ne dit de quelle école est ce bulletin : donnez orgSourcedId."),
    "not_enrolled": _("Des élèves ne sont pas inscrits au groupe (%(rows)s)."),
    "result_stranger": _("Ce résultat n’est d’aucun élève tenu ici : il est sans effet."),
    "result_not_enrolled": _("Cet élève n’est pas inscrit au groupe de ce travail."),
    # Transport
    "weekday": _("« %(value)s » n’est pas une liste de jours de la semaine (1 à 7, lundi…)."),
    "date_list": _("« %(value)s » n’est pas une liste de dates AAAA-MM-JJ."),
    "gtfs_time": _("« %(value)s » n’est pas une heure HH:MM:SS, de 00:00:00 à 47:59:59."),
    "gtfs_day": _("« %(value)s » n’est pas une date AAAAMMJJ."),
    "pupil_missing": _("Donnez studentSourcedId ou fiche."),
    "fiche_unknown": _("Aucun élève actif n’a cette fiche."),
    "pupils_differ": _("studentSourcedId et fiche nomment deux élèves."),
    "not_of_network": _("« %(value)s » n’est pas du réseau : ni dans %(target)s, ni déjà tenu."),
    "trips_missing": _("%(given)s ne va pas sans trips.txt."),
    "service_unknown": _(
        "Des parcours nomment un service qui n’est d’aucun calendrier (%(rows)s)."
    ),
    "trip_days": _("Ce parcours ne roule aucun des jours de ce transport : vérifiez-les."),
    "still_ridden": _(
        "Le réseau n’a plus « %(value)s », et des transports le nomment encore : %(rides)s."
    ),
    "hour_kept": _(
        "« %(value)s » : le réseau ne dit plus l’heure de transports qui la lui laissent, ou en dit"
        " plusieurs; celle d’avant reste : %(rides)s."
    ),
    "route_unnamed": _("Ce circuit n’a pas de nom : donnez route_short_name ou route_long_name."),
    "trip_elsewhere": _("Ce parcours ne passe pas à cet arrêt, ou n’est pas de ce circuit."),
    "guardian_elsewhere": _("« %(value)s » n’est pas un répondant de cet élève."),
    "circuit_missing": _("Un autobus ou un minibus a un circuit : donnez circuitSourcedId."),
    "time_missing": _(
        "L’heure manque, et le réseau n’en donne pas une seule : donnez time ou tripSourcedId."
    ),
    "rides_overlap": _(
        "Le %(day)s, cet élève a deux transports dans cette direction (l’autre : %(other)s)."
    ),
    # Money
    "amount": _("« %(value)s » n’est pas un montant comme 12,50 ou 12.50."),
    "amount_sign": _(
        "Le montant n’a pas le signe attendu : écrivez-le au-dessus de zéro, sauf un ajustement."
    ),
    "percentage": _("« %(value)s » n’est pas un pourcentage entre 0 et 100."),
    "weeks": _("« %(value)s » ne dit pas de semaines d’un cycle, comme 1/2 ou 1,2/4."),
    "split_way": _("Une part se dit en pourcentage ou en semaines : l’un des deux."),
    "split_parts": _(
        "Les parts de cet élève à cette date ne font pas un tout : il faut deux payeurs ou plus, "
        "et 100 %% ou chaque semaine du cycle une fois."
    ),
    "reference_held": _("Ce numéro de référence est déjà celui d’un autre compte de l’organisme."),
    "payer_moved": _(
        "Cet identifiant est celui du compte d’une autre personne : donnez-en un nouveau."
    ),
    "nobodys": _("Une écriture a un élève ou un payeur."),
    "no_account": _("Ce payeur n’a pas de compte de cette sorte : voyez preau_payers.csv."),
    "no_payer": _(
        "Personne ne paie pour cet élève, ou plusieurs sans partage : nommez le payeur, ou "
        "donnez preau_splits.csv."
    ),
    "entry_billed": _(
        "Cette écriture est déjà sur un état de compte : elle ne change plus. Inscrivez un "
        "ajustement."
    ),
    "reference_unknown": _("Aucun compte n’a ce numéro de référence."),
    # Photos
    "photo_name": _("Une photo se nomme <fiche>.jpg ou <fiche>.png : celle-ci n’est pas retenue."),
    "photo_stranger": _("Aucun élève actif n’a cette fiche : la photo n’est pas retenue."),
    "photo_twice": _("Deux photos portent cette fiche : celle-ci n’est pas retenue."),
    "photo_broken": _("Ce n’est pas une image JPEG ou PNG lisible : la photo n’est pas retenue."),
    "photo_large": _("L’image est démesurée : la photo n’est pas retenue."),
}


# How files are written: told once, with the number of files, when several are alike.
OF_FILES = frozenset(
    {
        *("encoding", "separator", "byte_order_mark", "line_end", "last_break"),
        *("status_bulk", "modified_bulk"),
    }
)


def text_of(rule: str, values: Mapping[str, object]) -> str:
    """The sentence of a rule, with its values; `count` rows are spelled out."""
    count = values.get("count")
    if isinstance(count, int):
        rows = ngettext("%(count)s ligne", "%(count)s lignes", count) % {"count": count}
        values = {**values, "rows": rows}
    return gettext(RULES[rule]) % values
