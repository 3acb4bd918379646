"""Say why two records are thought to be one, in what a person reads in ten seconds."""

from collections.abc import Mapping
from dataclasses import dataclass

from maillon.domain.language import translate as _
from maillon.identity.names import analyse_name
from maillon.identity.proposals import Ground, Notice, NoticeKind, Proposal

__all__ = ["Explanation", "explain", "explain_notice"]

_MOST_WORDS = 3
# A semicolon is not spaced alike in French and in English.
_BETWEEN = " · "
_RARE = frozenset({"within_rare", "rare_word"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """What speaks for one actor, and what speaks against, each in a few words."""

    reasons: tuple[str, ...]
    doubts: tuple[str, ...]

    def to_text(self) -> str:
        """Return it on one line."""
        parts = [_BETWEEN.join(self.reasons)]
        if self.doubts:
            parts.append(_("mais {doubts}").format(doubts=_BETWEEN.join(self.doubts)))
        return " – ".join(part for part in parts if part)


def explain(proposal: Proposal) -> Explanation:
    """Return what speaks for and against a proposal, in the reader's language."""
    grounds = {
        Ground.DECISION: _("une personne l’a tranché"),
        Ground.SIRET: _("même SIRET"),
        Ground.SIREN: _("même SIREN : même organisation, établissement à vérifier"),
        Ground.RNA: _("même numéro RNA"),
        Ground.SAME_LINE: _("lignes identiques"),
    }
    reasons = [grounds[proposal.ground]] if proposal.ground in grounds else []
    doubts: list[str] = []
    if proposal.levels:
        is_for, sentence = _tell_name(proposal)
        (reasons if is_for else doubts).append(sentence)
        for for_it, told in _tell_rest(proposal.levels):
            (reasons if for_it else doubts).append(told)
    return Explanation(reasons=tuple(reasons), doubts=tuple(doubts))


def explain_notice(notice: Notice) -> str:
    """Return the remark to show beside a line."""
    rule, _colon, word = notice.detail.partition(":")
    sentences = {
        NoticeKind.NO_NAME: _("Cette ligne ne donne pas de nom : rien à rapprocher."),
        NoticeKind.UNREADABLE: _(
            "Ce nom est écrit dans un autre alphabet que le latin : donnez un identifiant, ou son"
            " écriture en lettres latines."
        ),
        NoticeKind.UNKNOWN_IDENTIFIER: _(
            "L’identifiant {number} n’est pas dans le registre : rapprochement par le nom."
        ).format(number=notice.detail),
        NoticeKind.NAME_CONTRADICTS: _(
            "L’identifiant et le nom désignent deux organisations : vérifiez lequel est juste."
        ),
        NoticeKind.TOO_COMMON: {
            "name": _("Nom porté par {count} fiches : précisez la commune."),
            "initials": _("Sigle porté par {count} fiches : précisez le nom ou la commune."),
            "ending": _("Fin de nom commune à {count} fiches : précisez le nom ou la commune."),
            "beginning": _("Début de nom commun à {count} fiches : précisez le nom ou la commune."),
        }.get(
            rule,
            _("Mot trop courant ({word}, {count} fiches) : précisez le nom ou la commune."),
        ).format(word=word, count=notice.count),
        NoticeKind.GROUP: _(
            "Groupement de {count} membres : chacun est rapproché séparément."
        ).format(count=notice.count),
    }
    return sentences[notice.kind]


def _tell_name(proposal: Proposal) -> tuple[bool, str]:
    shared = _list_shared(proposal.line_text, proposal.candidate_text)
    level = proposal.levels["name"]
    plain = {
        "identical": _("même nom"),
        "same_rare": _("même nom, à la forme juridique ou à l’orthographe près"),
        "same": _("même nom, à la forme juridique ou à l’orthographe près"),
        "misspelt": _("noms écrits presque pareil"),
        "initials": _("l’un est le sigle de l’autre"),
        "alike": _("noms ressemblants"),
        "different": _("noms différents"),
    }
    if level in plain:
        return level != "different", plain[level]
    if level in _RARE:
        return True, _("même mot rare : {words}").format(words=shared)
    if level in {"most_words", "nearly_all"}:
        return True, _("presque tous les mots en commun : {words}").format(words=shared)
    if level == "half_words":
        return True, _("la moitié des mots en commun : {words}").format(words=shared)
    return True, _("un nom est contenu dans l’autre : {words}").format(words=shared)


def _tell_rest(levels: Mapping[str, str]) -> list[tuple[bool, str]]:
    told = {
        ("reading", "member"): (True, _("membre d’un groupement")),
        ("reading", "part"): (True, _("partie du nom ou autre nom connu")),
        ("place", "same_commune"): (True, _("même commune")),
        ("place", "same_departement"): (True, _("même département")),
        ("place", "elsewhere"): (False, _("départements différents")),
        ("work_place", "same_departement"): (True, _("marché exécuté dans son département")),
        ("work_place", "elsewhere"): (False, _("marché exécuté dans un autre département")),
        ("street", "same"): (True, _("même adresse")),
        ("street", "alike"): (True, _("adresses presque pareilles")),
        ("street", "different"): (False, _("rue différente")),
        ("activity", "same"): (True, _("même activité")),
        ("activity", "same_division"): (True, _("activité compatible")),
        ("activity", "different"): (False, _("activité différente")),
    }
    return [told[pair] for pair in levels.items() if pair in told]


def _list_shared(one: str, other: str) -> str:
    theirs = set(analyse_name(other).words)
    shared = [word for word in analyse_name(one).words if word in theirs]
    chosen = sorted(shared, key=len, reverse=True)[:_MOST_WORDS]
    return ", ".join(_("« {word} »").format(word=word.lower()) for word in chosen)
