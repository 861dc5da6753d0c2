"""The report of an import as lines for a person, in the language in force."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.core.money import money
from preau.exchange.messages import OF_FILES, text_of
from preau.exchange.report import ImportReport, Message, Severity
from preau.finances.enums import AccountKind


def table_name(name: str) -> str:
    """The name of a table in the diff."""
    names = {
        "schools": _("Écoles"),
        "years": _("Années scolaires"),
        "terms": _("Étapes et périodes"),
        "courses": _("Cours"),
        "groups": _("Groupes"),
        "students": _("Élèves"),
        "guardians": _("Répondants"),
        "staff": _("Personnel"),
        "links": _("Liens de garde"),
        "restrictions": _("Restrictions"),
        "enrolments": _("Inscriptions aux groupes"),
        "assignments": _("Enseignants des groupes"),
        "contacts": _("Contacts des écoles"),
        "switches": _("Réglages des écoles"),
        "photos": _("Photos"),
        "days": _("Jours du calendrier"),
        "bells": _("Périodes des horaires"),
        "timetable": _("Cases des horaires"),
        "events": _("Événements"),
        "homework": _("Devoirs et leçons"),
        "homework_pupils": _("Élèves nommés"),
        "motives": _("Motifs d’absence"),
        "attendance_rules": _("Règles d’absence"),
        "attendance": _("Absences et retards"),
        "circuits": _("Circuits"),
        "stops": _("Arrêts"),
        "passages": _("Passages aux arrêts"),
        "trips": _("Jours des parcours"),
        "rides": _("Transports des élèves"),
        "ride_places": _("Lieux et heures des transports"),
        "issuers": _("Émetteurs de comptes"),
        "tariffs": _("Tarifs"),
        "payers": _("Comptes de payeurs"),
        "payer_pupils": _("Élèves des comptes"),
        "splits": _("Parts entre parents"),
        "entries": _("Écritures"),
        "payments": _("Paiements"),
    }
    return names[name]


def summary_lines(report: ImportReport) -> Iterator[str]:
    """Messages first, the diff, then the outcome in one sentence."""
    for alike in _alike(report.messages):
        yield message_line(alike[0]) if len(alike) == 1 else _line_of_files(alike)
    hidden = report.errors + report.warnings - _told(report)
    if hidden > 0:
        text = ngettext(
            "… et %(count)s autre message dans le compte rendu.",
            "… et %(count)s autres messages dans le compte rendu.",
            hidden,
        )
        yield text % {"count": hidden}
    if report.messages:
        yield ""
    if report.tables and not report.refused:
        yield from _diff(report)
        yield from _sums(report)
        yield ""
    yield _outcome(report)
    if report.report_path:
        yield _("Compte rendu complet : %(path)s") % {"path": report.report_path}


def _told(report: ImportReport) -> int:
    return sum(message.severity is not Severity.NOTICE for message in report.messages)


def _alike(messages: Iterable[Message]) -> Iterable[list[Message]]:
    """What is said of several files, together at the place of the first; the others alone."""
    groups: dict[object, list[Message]] = {}
    for index, message in enumerate(messages):
        key = (message.rule, message.column) if message.rule in OF_FILES else index
        groups.setdefault(key, []).append(message)
    return groups.values()


def _line_of_files(alike: list[Message]) -> str:
    first = alike[0]
    count = len({message.file for message in alike})
    place = ngettext("%(count)s fichier", "%(count)s fichiers", count) % {"count": count}
    text = text_of(first.rule, {"count": sum(message.count for message in alike)})
    return _line(first, place, text)


def message_line(message: Message) -> str:
    """« erreur  users.csv:12 email — … [règle] »."""
    place = message.file + (f":{message.line}" if message.line else "")
    return _line(message, place, message.text)


def _line(message: Message, place: str, text: str) -> str:
    kinds = {
        Severity.ERROR: _("erreur"),
        Severity.WARNING: _("avertissement"),
        Severity.NOTICE: _("avis"),
    }
    where = " ".join(part for part in (place, message.column) if part)
    start = f"{kinds[message.severity]:<14}{where}"
    return f"{start} — {text} [{message.rule}]" if where else f"{start}{text}"


def _diff(report: ImportReport) -> Iterator[str]:
    yield f"{'':<28}{_('ajoutés'):>10}{_('changés'):>10}{_('retirés'):>10}"
    for name, diff in report.tables.items():
        yield f"{table_name(name):<28}{diff.added:>10}{diff.changed:>10}{diff.ended:>10}"
    if report.links_lost:
        yield _("Liens de garde qui disparaissent : %(count)s") % {"count": report.links_lost}


def _sums(report: ImportReport) -> Iterator[str]:
    """Totals of the files of money, for the two columns of whoever checks them."""
    for account, (owed, paid) in report.sums.items():
        values = {"account": AccountKind(account).label, "owed": money(owed), "paid": money(paid)}
        yield _("%(account)s : %(owed)s facturés, %(paid)s reçus ou crédités") % values


def _outcome(report: ImportReport) -> str:
    errors, changes = report.errors, report.changes
    if report.refused:
        text = ngettext(
            "Refusé : %(count)s erreur. Rien n’a été changé.",
            "Refusé : %(count)s erreurs. Rien n’a été changé.",
            errors,
        )
        return text % {"count": errors}
    if not changes:
        return _("Rien à changer : tout est déjà tel que dans le paquet.")
    if report.dry_run:
        text = ngettext(
            "Essai : %(count)s changement serait fait. Rien n’a été changé.",
            "Essai : %(count)s changements seraient faits. Rien n’a été changé.",
            changes,
        )
    else:
        text = ngettext(
            "Appliqué : %(count)s changement.", "Appliqué : %(count)s changements.", changes
        )
    return text % {"count": changes}
