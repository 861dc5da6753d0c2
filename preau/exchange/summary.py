"""The report of an import as lines for a person, in the language in force."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from preau.exchange.report import ImportReport, Message, Severity


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
    }
    return names[name]


def summary_lines(report: ImportReport) -> Iterator[str]:
    """Messages first, the diff, then the outcome in one sentence."""
    for message in report.messages:
        yield message_line(message)
    hidden = report.errors + report.warnings - _told(report)
    if hidden > 0:
        yield _("… et %(count)s autres messages dans le compte rendu.") % {"count": hidden}
    if report.messages:
        yield ""
    if report.tables and not report.refused:
        yield from _diff(report)
        yield ""
    yield _outcome(report)
    if report.report_path:
        yield _("Compte rendu complet : %(path)s") % {"path": report.report_path}


def _told(report: ImportReport) -> int:
    return sum(message.severity is not Severity.NOTICE for message in report.messages)


def message_line(message: Message) -> str:
    """« erreur  users.csv:12 email — … [règle] »."""
    kinds = {
        Severity.ERROR: _("erreur"),
        Severity.WARNING: _("avertissement"),
        Severity.NOTICE: _("avis"),
    }
    place = message.file + (f":{message.line}" if message.line else "")
    where = " ".join(part for part in (place, message.column) if part)
    start = f"{kinds[message.severity]:<14}{where}"
    return f"{start} — {message.text} [{message.rule}]" if where else f"{start}{message.text}"


def _diff(report: ImportReport) -> Iterator[str]:
    yield f"{'':<28}{_('ajoutés'):>10}{_('changés'):>10}{_('retirés'):>10}"
    for name, diff in report.tables.items():
        yield f"{table_name(name):<28}{diff.added:>10}{diff.changed:>10}{diff.ended:>10}"
    if report.links_lost:
        yield _("Liens de garde qui disparaissent : %(count)s") % {"count": report.links_lost}


def _outcome(report: ImportReport) -> str:
    values = {"errors": report.errors, "changes": report.changes}
    if report.refused:
        return _("Refusé : %(errors)s erreur(s). Rien n’a été changé.") % values
    if report.dry_run:
        return _("Essai : %(changes)s changement(s) seraient faits. Rien n’a été changé.") % values
    if not report.changes:
        return _("Rien à changer : tout est déjà tel que dans le paquet.")
    return _("Appliqué : %(changes)s changement(s).") % values
