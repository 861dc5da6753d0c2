"""The commands of a school's daily life. Each imports what it runs, so that `--help` is quick."""

# ruff: noqa: PLC0415

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

import click

from preau.config.env import apply, suggest
from preau.config.ready import ready

if TYPE_CHECKING:
    from preau.config.school.publishing import Publication

CATEGORIES = ("information", "urgent", "closure", "monthly")
TARGETS = ("level", "group", "course", "pupil")


def _or_given_before(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """The body named before the sub-command serves for it."""
    if value is None and context.obj is None:
        raise click.MissingParameter(ctx=context, param=parameter)
    return value or context.obj


CODE_HELP = "Le code à six chiffres de l’organisme."


@contextmanager
def at_work() -> Iterator[None]:
    """Ready, with the logs apart from what the command prints."""
    from preau.config.start import start_logs

    apply(PREAU_AS_OWNER="0")
    suggest(PREAU_LOG_LEVEL="WARNING")
    with ready(with_settings=False):
        start_logs()
        yield


def is_to_list(code: str | None, context: click.Context) -> TypeGuard[str]:
    """Whether a group lists by itself; its sub-commands find the body that it was given."""
    context.obj = code
    if context.invoked_subcommand is not None:
        return False
    if code is None:
        raise click.UsageError("Il manque --board.")
    return True


of_board = click.option("--board", "code", callback=_or_given_before, help=CODE_HELP)
of_group = click.option("--board", "code", help=CODE_HELP)
existing = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("close-school")
@click.option("--board", "code", required=True, help=CODE_HELP)
@click.option("--school", "schools", multiple=True, help="L’identifiant d’une école au fichier.")
@click.option("--all", "everywhere", is_flag=True, help="Toutes les écoles de l’organisme.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Le jour.")
@click.option("--note", default="", help="Ce que les familles lisent, comme «\u00a0Tempête\u00a0».")
@click.option("--reopen", is_flag=True, help="Annuler la fermeture.")
def close_school(
    code: str, schools: tuple[str, ...], everywhere: bool, on: datetime, note: str, reopen: bool
) -> None:
    """Fermer une école un jour donné, ou annuler sa fermeture."""
    if bool(schools) == everywhere:
        raise click.UsageError("Donnez --school ou --all, l’un des deux.")
    if reopen and note:
        raise click.UsageError("--note ne va pas avec --reopen.")
    with at_work():
        from preau.config.school import closing
        from preau.config.school.body import require_short

        require_short("--note", note, closing.NOTE)
        wanted = closing.Closing(code, schools, on.date(), note)
        (closing.reopen if reopen else closing.close)(wanted)


@click.group(invoke_without_command=True)
@of_group
@click.pass_context
def absences(context: click.Context, code: str | None) -> None:
    """Lire les motifs à décider et les absences déclarées d’avance."""
    if not is_to_list(code, context):
        return
    with at_work():
        from preau.config.school.absences import list_waiting

        list_waiting(code)


def _act_number(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """« M12 », a motive, or « D12 », a declaration; a bare number is a motive's."""
    found = re.fullmatch(r"([MmDd]?)([1-9][0-9]{0,17})", value, re.ASCII)
    if found is None:
        raise click.BadParameter(f"«\u00a0{value}\u00a0» n’est pas un numéro comme M12 ou D12.")
    return f"{found[1].upper() or 'M'}{found[2]}"


@absences.command()
@of_board
@click.argument("number", callback=_act_number, metavar="NUMÉRO")
@click.option("--accept", is_flag=True, help="Accepter.")
@click.option("--refuse", is_flag=True, help="Refuser\u00a0; --reason dit pourquoi.")
@click.option("--reason", default="", help="La raison, telle que le parent la lira.")
@click.option("--author", default="", help="Qui décide, comme la trace le gardera.")
def decide(code: str, number: str, accept: bool, refuse: bool, reason: str, author: str) -> None:
    """Accepter ou refuser un motif (M12) ou une absence déclarée (D12)."""
    if accept == refuse:
        raise click.UsageError("Donnez --accept ou --refuse, l’un des deux.")
    if refuse and not reason.strip():
        raise click.UsageError("Un refus se justifie\u00a0: donnez --reason.")
    with at_work():
        from preau.config.school import absences as desk
        from preau.config.school.body import require_short

        require_short("--reason", reason, desk.REASON_SIGNS)
        require_short("--author", author, desk.AUTHOR_SIGNS)
        desk.decide(code, number, accept=accept, reason=reason, author=author)


@absences.command()
@of_board
@click.argument("number", type=int, metavar="NUMÉRO")
@click.option("--to", type=click.Path(path_type=Path), required=True, help="Le fichier à écrire.")
def paper(code: str, number: int, to: Path) -> None:
    """Écrire dans un fichier une pièce jointe par un parent."""
    with at_work():
        from preau.config.school.absences import save_paper

        save_paper(code, number, to)


@click.group(invoke_without_command=True)
@of_group
@click.pass_context
def messages(context: click.Context, code: str | None) -> None:
    """Lister les derniers messages, publier, retirer, répondre aux parents."""
    if not is_to_list(code, context):
        return
    with at_work():
        from preau.config.school.publishing import list_latest

        list_latest(code)


@messages.command()
@of_board
@click.option("--school", help="L’identifiant au fichier de l’école qui écrit.")
@click.option("--all", "everywhere", is_flag=True, help="L’organisme écrit à toutes ses écoles.")
@click.option("--title", required=True)
@click.option("--file", type=existing, required=True, help="Le texte\u00a0: .html, sinon du texte.")
@click.option("--author", help="Un membre du personnel\u00a0: identifiant, courriel ou nom.")
@click.option("--signature", help="Qui signe, quand ce n’est pas un membre du personnel.")
@click.option("--role", default="", help="Sa fonction, telle que les parents la lisent.")
@click.option("--level", multiple=True, help="Un niveau\u00a0: PK, KG, 01 à 11.")
@click.option("--group", multiple=True, help="Un groupe\u00a0: identifiant ou code.")
@click.option("--course", multiple=True, help="Un cours\u00a0: identifiant ou code.")
@click.option("--pupil", multiple=True, help="Un élève\u00a0: identifiant ou fiche.")
@click.option("--exclude", multiple=True, help="Sauf\u00a0: level=05, group=…, pupil=…")
@click.option("--category", type=click.Choice(CATEGORIES), default="information", show_default=True)
@click.option("--confirm", is_flag=True, help="Demander de confirmer la lecture.")
@click.option("--replies", is_flag=True, help="Recevoir les réponses des parents.")
@click.option("--pinned", is_flag=True, help="Garder en haut de la liste.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Affiché avant.")
@click.option("--attach", type=existing, multiple=True, help="Une pièce à joindre.")
@click.option("--preview", "is_preview", is_flag=True, help="Dire à qui, ne rien publier.")
def publish(is_preview: bool, **options: Any) -> None:
    """Publier un message aux familles."""
    if bool(options["school"]) == options["everywhere"]:
        raise click.UsageError("Donnez --school ou --all, l’un des deux.")
    if bool(options["author"]) == bool(options["signature"]):
        raise click.UsageError("Donnez --author ou --signature, l’un des deux.")
    excluded = [_excluded(word) for word in options["exclude"]]
    with at_work():
        from preau.config.school import publishing

        publication = _publication(options, excluded)
        (publishing.preview if is_preview else publishing.publish)(publication)


def _excluded(word: str) -> tuple[str, str]:
    kind, _, value = word.partition("=")
    if kind not in TARGETS or not value:
        raise click.UsageError(
            f"--exclude {word}\u00a0: écrivez level=, group=, course= ou pupil=."
        )
    return kind, value


def _publication(options: dict[str, Any], excluded: list[tuple[str, str]]) -> "Publication":
    from preau.config.school.publishing import Publication
    from preau.messaging.enums import Category, TargetKind

    kinds = {"pupil": TargetKind.STUDENT} | {k: TargetKind(k) for k in TARGETS if k != "pupil"}
    named = [(kinds[kind], value) for kind in TARGETS for value in options[kind]]
    kept = ("code", "school", "title", "file", "author", "signature", "role", "confirm", "replies")
    return Publication(
        **{name: options[name] for name in (*kept, "pinned", "until")},
        targets=tuple(named),
        excluded=tuple((kinds[kind], value) for kind, value in excluded),
        category=Category(options["category"]),
        attachments=options["attach"],
    )


@messages.command()
@of_board
@click.argument("number", type=int, metavar="NUMÉRO")
def withdraw(code: str, number: int) -> None:
    """Retirer un message, et ceux de ses courriels qui ne sont pas partis."""
    with at_work():
        from preau.config.school.publishing import withdraw as take_back

        take_back(code, number)


@messages.command()
@of_board
@click.argument("number", type=int, metavar="NUMÉRO")
@click.option("--most", type=click.IntRange(1, 100_000), default=200, show_default=True)
def receipts(code: str, number: int, most: int) -> None:
    """Lister les élèves pour qui personne n’a ouvert un message."""
    with at_work():
        from preau.config.school.exchanges import list_unopened

        list_unopened(code, number, most)


@messages.command()
@of_board
def replies(code: str) -> None:
    """Lire les échanges qui attendent une réponse de l’école."""
    with at_work():
        from preau.config.school.exchanges import list_replies

        list_replies(code)


@messages.command()
@of_board
@click.argument("number", type=int, metavar="ÉCHANGE")
@click.option("--text", required=True, help="La réponse, telle que le parent la lira.")
@click.option("--author", help="Qui répond à la place de l’auteur.")
@click.option("--close", "closes", is_flag=True, help="Fermer l’échange ensuite.")
def answer(code: str, number: int, text: str, author: str | None, closes: bool) -> None:
    """Répondre à un parent."""
    with at_work():
        from preau.config.school.exchanges import answer as send_answer

        send_answer(code, number, text=text, author=author, closes=closes)


@click.group(invoke_without_command=True)
@of_group
@click.pass_context
def batches(context: click.Context, code: str | None) -> None:
    """Voir où en sont les longs traitements d’un organisme."""
    if not is_to_list(code, context):
        return
    with at_work():
        from preau.config.school.batches import list_batches

        list_batches(code)


@batches.command()
@of_board
@click.argument("number", type=int, metavar="NUMÉRO")
def cancel(code: str, number: int) -> None:
    """Arrêter un traitement ; ce qui est fait reste fait."""
    with at_work():
        from preau.config.school.batches import cancel as cancel_batch

        cancel_batch(code, number)


@batches.command()
@of_board
@click.argument("number", type=int, metavar="NUMÉRO")
def resume(code: str, number: int) -> None:
    """Reprendre un traitement arrêté, là où il en est."""
    with at_work():
        from preau.config.school.batches import resume as resume_batch

        resume_batch(code, number)


SCHOOL_COMMANDS = (close_school, absences, messages, batches)
