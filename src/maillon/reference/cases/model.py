"""The words of a case: every statement carries the passage it was read in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillon.domain.language import translate as _

__all__ = [
    "Case",
    "CaseActor",
    "CaseEss",
    "CaseFact",
    "CaseKnowHow",
    "CaseLever",
    "CaseNeed",
    "CasePlacement",
    "CaseResource",
    "CaseSource",
    "CaseTerritory",
    "Passage",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """
    Where the document says it.

    Attributes
    ----------
    first_line, last_line
        Lines of the extracted text, counted from 1, both included.
    quote
        A few words as printed, to find the place again in any edition.
    page
        Number of the page when it is legible, else `None`.
    """

    first_line: int
    last_line: int
    quote: str
    page: int | None = None

    @property
    def lines(self) -> str:
        """First and last line, as the files write them (`1127-1130`)."""
        return f"{self.first_line}-{self.last_line}"


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseSource:
    """The document a case was read in; `pages` are those whose number is legible."""

    document: str
    publisher: str
    date: str
    address: str
    first_line: int
    last_line: int
    pages: Sequence[int]
    licence_note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseTerritory:
    """
    Where the case takes place.

    Attributes
    ----------
    keys
        Territory keys; their union is the territory, or stands for it.
    name
        Name to show.
    is_exact
        False when the keys only stand for the territory; `note` says why.
    note
        How far the keys cover the territory that the document speaks of.
    """

    keys: Sequence[str]
    name: str
    is_exact: bool
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseEss:
    """
    What the document says of an actor's belonging to the ESS.

    Attributes
    ----------
    declared
        `oui`, `non` or `unknown`; a public actor is `non`, whatever the document says.
    form
        Form as the document says it; empty when it does not.
    passage
        Where; `None` for a public actor.
    """

    declared: str
    form: str = ""
    passage: Passage | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CasePlacement:
    """A stage that the document shows an actor at, and why."""

    filiere_key: str
    stage_key: str
    reason: str
    passage: Passage


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseActor:
    """
    An organisation that the document names; never a person.

    Attributes
    ----------
    slug
        Stable name inside the case.
    is_public
        Public authority or agency: a supporter, never counted as ESS.
    territory_key
        Territory that a public authority governs; empty otherwise.
    commune_code, departement_code
        Place as the document states it; `None` when it does not.
    place_reason, place_passage
        Why this place, or why none.
    filieres
        Filières of its stages, or the one it belongs to while it has no stage.
    stages
        Empty when the document names the actor without saying what it does: to be placed.
    siret, website
        `None` unless the document gives them.
    """

    slug: str
    name: str
    role: str
    is_public: bool
    territory_key: str
    commune_code: str | None
    departement_code: str | None
    place_reason: str
    place_passage: Passage | None
    filieres: Sequence[str]
    ess: CaseEss
    stages: Sequence[CasePlacement]
    passage: Passage
    siret: str | None
    website: str | None

    @property
    def stage_keys(self) -> list[str]:
        """Keys of its stages, each once, in the order of the file."""
        return list(dict.fromkeys(stage.stage_key for stage in self.stages))


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseNeed:
    """A need; `answer` is what was done about it, empty when it is unmet."""

    text: str
    filiere_key: str | None
    stage_key: str | None
    answer: str
    passage: Passage


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseResource:
    """A matter, a place or an equipment that is there; `matter` may be empty."""

    text: str
    matter: str
    filiere_key: str | None
    stage_key: str | None
    passage: Passage


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseKnowHow:
    """A know-how that is there."""

    text: str
    filiere_key: str | None
    stage_key: str | None
    passage: Passage


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseLever:
    """What the public authority did; `step` is one of the seven steps of the guide."""

    step: int
    text: str
    passage: Passage


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFact:
    """
    A figure or a fact of the document.

    Attributes
    ----------
    text
        What the value measures, ready for « text : value unit »; a sentence when there is none.
    value, unit
        Exact as in the document; `None` when it gives no number.
    year
        Year of the value or of the event, when said.
    is_approximate
        True when the document rounds (« une trentaine », « plus de », « de l’ordre de »).
    written
        How the document writes the number when not in plain digits; empty otherwise.
    note
        What to know before using it; empty when there is nothing.
    filiere_key, stage_key
        `None` when the fact bears on the whole.
    """

    text: str
    value: float | int | None
    unit: str
    year: int | None
    is_approximate: bool
    written: str
    note: str
    filiere_key: str | None
    stage_key: str | None
    passage: Passage


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """
    A local initiative as a published document tells it.

    `filieres` holds keys, `filiere_notes` why a key stands for the words of the document. In a
    case of several filières, a need, resource, know-how or fact whose `filiere_key` is `None`
    bears on all of them; in a case of one filière it always carries that key.
    """

    key: str
    title: str
    summary: str
    summary_en: str
    source: CaseSource
    filieres: Sequence[str]
    filiere_notes: Mapping[str, str]
    territory: CaseTerritory
    actors: Sequence[CaseActor]
    needs: Sequence[CaseNeed]
    resources: Sequence[CaseResource]
    know_how: Sequence[CaseKnowHow]
    levers: Sequence[CaseLever]
    facts: Sequence[CaseFact]

    @property
    def provenance_key(self) -> str:
        """Key of the case among the provenances."""
        return f"cas-{self.key}"

    def get_actor_id(self, actor: CaseActor) -> str:
        """Return the identifier of one of its actors in the table of establishments."""
        return f"case:{self.key}:{actor.slug}"

    def cite(self, passage: Passage) -> str:
        """Return the reference to show for a passage: document, page when known, quote."""
        if passage.page is None:
            return _("{document} : « {quote} »").format(
                document=self.source.document, quote=passage.quote
            )
        return _("{document}, p. {page} : « {quote} »").format(
            document=self.source.document, page=passage.page, quote=passage.quote
        )
