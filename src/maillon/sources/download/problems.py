"""What to say when a download does not go well."""

import errno

from maillon.domain.errors import InvalidInput, SourceChanged, SourceRefused, SourceUnavailable
from maillon.domain.language import translate as _
from maillon.reference.sources import SourceFile, SourceSheet

__all__ = [
    "changed",
    "disk_problem",
    "manual_steps",
    "refused",
    "unavailable",
]


def manual_steps(sheet: SourceSheet, file: SourceFile) -> str:
    """Return the sentence that tells how to do without this download."""
    return _(
        "À la main : téléchargez {address} sous le nom « {name} », puis lancez"
        " « maillon sources import {key} {name} »."
    ).format(address=file.address or sheet.page, name=file.file_name, key=sheet.key)


def unavailable(sheet: SourceSheet, file: SourceFile, reason: str) -> SourceUnavailable:
    """Build the error of a source that does not answer."""
    return SourceUnavailable(
        f"{sheet.key}: {reason}",
        user=_(
            "« {label} » ne répond pas. Vérifiez votre connexion et relancez la même commande : le"
            " téléchargement reprendra où il en est. {manual}"
        ).format(label=sheet.label, manual=manual_steps(sheet, file)),
    )


def refused(sheet: SourceSheet, file: SourceFile, status: int) -> SourceRefused:
    """Build the error of a source that says no."""
    return SourceRefused(
        f"{sheet.key}: HTTP {status}",
        user=_("« {label} » refuse le téléchargement (code {status}). {manual}").format(
            label=sheet.label, status=status, manual=manual_steps(sheet, file)
        ),
    )


def changed(sheet: SourceSheet, file: SourceFile, reason: str) -> SourceChanged:
    """Build the error of a source that sends something else than announced."""
    return SourceChanged(
        f"{sheet.key}: {reason}",
        user=_(
            "« {label} » n’a pas envoyé le fichier annoncé ; rien n’a été remplacé. Relancez dans"
            " quelques heures. {manual}"
        ).format(label=sheet.label, manual=manual_steps(sheet, file)),
    )


def disk_problem(error: OSError, file: SourceFile) -> InvalidInput:
    """Build the error of a folder where nothing more can be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        sentence = _(
            "Le disque est plein : « {name} » n’a pas pu être enregistré. Libérez de la place, puis"
            " relancez la même commande : le téléchargement reprendra où il en est."
        )
    else:
        sentence = _(
            "« {name} » ne peut pas être enregistré dans ce dossier. Vérifiez vos droits, ou"
            " choisissez un autre dossier."
        )
    return InvalidInput(
        f"cannot write {file.file_name}: {error.strerror}",
        user=sentence.format(name=file.file_name),
    )
