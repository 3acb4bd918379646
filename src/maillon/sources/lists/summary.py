"""What to say of a whole list once it is read."""

from dataclasses import dataclass, field

from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.sources.lists.actors import ReadRow
from maillon.sources.lists.headers import HeaderMatch

__all__ = ["Tally", "write_notes"]

_UNUSED_COLUMNS = frozenset(("website", "source", "updated_on"))


@dataclass(slots=True)
class Tally:
    """Counts of a list being read."""

    rows: int = 0
    empty: int = 0
    merged: int = 0
    unidentified: int = 0
    padded: int = 0
    unplaced: int = 0
    ess_by_form: int = 0
    mended_rows: list[int] = field(default_factory=list)

    def count(self, row: ReadRow) -> None:
        """Count one row that is an actor."""
        self.unidentified += row.values["siret"] is None
        self.padded += row.is_padded
        self.unplaced += row.values["commune_code"] is None
        self.ess_by_form += row.is_ess_by_form


def write_notes(tally: Tally, *, match: HeaderMatch, header_index: int) -> list[str]:
    """Return the sentences that the person who imports should read."""
    notes = []
    if header_index:
        notes.append(
            _("Les en-têtes ont été trouvés à la ligne {row}.").format(row=header_index + 1)
        )
    notes += [sentence.format(count=count) for count, sentence in _count_sentences(tally) if count]
    if tally.mended_rows:
        shown = ", ".join(str(number) for number in tally.mended_rows[:10])
        notes.append(
            _("Guillemets mal fermés aux lignes {rows} : vérifiez ces lignes.").format(rows=shown)
        )
    if "siret" not in match.positions:
        notes.append(_("Aucune colonne SIRET : tous les acteurs de la liste restent à identifier."))
    unread = [
        *match.unknown,
        *(header for header, column in match.mapping.items() if column in _UNUSED_COLUMNS),
    ]
    if unread:
        notes.append(_("Colonnes non reprises : {headers}.").format(headers=", ".join(unread)))
    return notes


def _count_sentences(tally: Tally) -> list[tuple[int, str]]:
    return [
        (
            tally.unidentified,
            translate_plural(
                "{count} ligne sans SIRET valide : gardée comme acteur à identifier.",
                "{count} lignes sans SIRET valide : gardées comme acteurs à identifier.",
                tally.unidentified,
            ),
        ),
        (
            tally.merged,
            translate_plural(
                "{count} ligne répète un SIRET : fusionnée avec la première.",
                "{count} lignes répètent un SIRET : chacune est fusionnée avec la première.",
                tally.merged,
            ),
        ),
        (
            tally.empty,
            translate_plural(
                "{count} ligne vide ou de total, écartée.",
                "{count} lignes vides ou de total, écartées.",
                tally.empty,
            ),
        ),
        (
            tally.padded,
            translate_plural(
                "{count} numéro avait perdu ses zéros de tête : ils ont été remis.",
                "{count} numéros avaient perdu leurs zéros de tête : ils ont été remis.",
                tally.padded,
            ),
        ),
        (
            tally.unplaced,
            translate_plural(
                "{count} ligne sans commune reconnue.",
                "{count} lignes sans commune reconnue.",
                tally.unplaced,
            ),
        ),
        (
            tally.ess_by_form,
            translate_plural(
                "{count} ligne comptée dans l’ESS par sa forme juridique (case ESS vide).",
                "{count} lignes comptées dans l’ESS par leur forme juridique (case ESS vide).",
                tally.ess_by_form,
            ),
        ),
    ]
