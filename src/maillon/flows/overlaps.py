"""Who aims at the same gisement, and how to share it rather than compete for it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from maillon.domain.gisements import Capture, Destination, Gisement
from maillon.domain.text import fold

__all__ = ["Overlap", "SplitRule", "find_overlaps"]


class SplitRule(StrEnum):
    """How to share a gisement rather than compete for it."""

    QUALITY = "quality"
    PUBLIC = "public"
    AREA = "area"
    TALK = "talk"


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap:
    """
    Takers that aim at the same matter, at the same stage, in the same place.

    Attributes
    ----------
    areas
        Places where at least two of them meet; empty when it is the whole territory.
    rule
        Split proposed; `TALK` when nothing that is known tells them apart.
    parts
        What each taker would take, in words of what they declared, by name.
    shared
        Places that the rule leaves to be settled between them.
    lacking
        What is not known and could tell them apart: `quality`, `public`, `areas`.
    """

    matter: str
    stage: str
    year: int
    takers: tuple[str, ...]
    destinations: Mapping[str, Destination]
    areas: tuple[str, ...]
    rule: SplitRule
    parts: Mapping[str, str] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def find_overlaps(
    gisements: Sequence[Gisement], captures: Sequence[Capture]
) -> tuple[Overlap, ...]:
    """
    Return who aims at the same matter, stage and place, with the split that what is known allows.

    Parameters
    ----------
    captures
        The last year in which each taker takes counts; captures without a taker are left out.

    Notes
    -----
    Rules in order: each picks another quality; each serves another public; each has a place where
    it is alone, and only the places where they meet are to be settled. Otherwise nothing that is
    known tells them apart, and what is lacking is said.
    """
    by_key = {gisement.key: gisement for gisement in gisements}
    groups: dict[tuple[str, str], dict[str, _Claim]] = defaultdict(dict)
    for capture in captures:
        gisement = by_key.get(capture.gisement)
        name = capture.taker.strip()
        if gisement is None or not name:
            continue
        claims = groups[fold(gisement.matter), capture.stage or gisement.stage]
        claim = claims.get(name)
        if claim is None or claim.year < capture.year:
            claim = claims[name] = _Claim(name=name, year=capture.year, matter=gisement.matter)
        if claim.year == capture.year:
            claim.take(capture, gisement)
    return tuple(
        _describe(stage, component)
        for (_matter, stage), claims in groups.items()
        for component in _group_by_place(list(claims.values()))
    )


@dataclass(kw_only=True, slots=True)
class _Claim:
    """What one taker takes of one matter at one stage."""

    name: str
    year: int
    matter: str
    destination: Destination = Destination.ESS
    areas: set[str] = field(default_factory=set)
    is_everywhere: bool = False
    qualities: list[str] = field(default_factory=list)
    publics: list[str] = field(default_factory=list)

    def take(self, capture: Capture, gisement: Gisement) -> None:
        self.destination = capture.destination
        areas = capture.areas or ((gisement.place,) if gisement.place else ())
        self.areas.update(areas)
        self.is_everywhere = self.is_everywhere or not areas
        if capture.quality and capture.quality not in self.qualities:
            self.qualities.append(capture.quality)
        if capture.public and capture.public not in self.publics:
            self.publics.append(capture.public)

    def meets(self, other: "_Claim") -> bool:
        return self.is_everywhere or other.is_everywhere or bool(self.areas & other.areas)


def _group_by_place(claims: Sequence[_Claim]) -> Iterator[list[_Claim]]:
    """Yield the groups of takers that meet, each by at least one other."""
    left = list(claims)
    while left:
        group = [left.pop(0)]
        for member in group:
            near = [claim for claim in left if member.meets(claim)]
            left = [claim for claim in left if claim not in near]
            group += near
        if len(group) > 1:
            yield group


def _describe(stage: str, claims: Sequence[_Claim]) -> Overlap:
    areas = [area for claim in claims for area in claim.areas]
    met = tuple(sorted({area for area in areas if areas.count(area) > 1}))
    rule, parts = _choose_split(claims, met)
    return Overlap(
        matter=claims[0].matter,
        stage=stage,
        year=max(claim.year for claim in claims),
        takers=tuple(claim.name for claim in claims),
        destinations={claim.name: claim.destination for claim in claims},
        areas=met,
        rule=rule,
        parts=parts,
        shared=met if rule is SplitRule.AREA else (),
        lacking=_list_lacking(claims) if rule is SplitRule.TALK else (),
    )


def _choose_split(claims: Sequence[_Claim], met: Sequence[str]) -> tuple[SplitRule, dict[str, str]]:
    for rule, words in (
        (SplitRule.QUALITY, [claim.qualities for claim in claims]),
        (SplitRule.PUBLIC, [claim.publics for claim in claims]),
    ):
        if _are_apart(words):
            return rule, _name_parts(claims, words)
    alone = [sorted(claim.areas - set(met)) for claim in claims]
    if all(alone) and not any(claim.is_everywhere for claim in claims):
        return SplitRule.AREA, _name_parts(claims, alone)
    return SplitRule.TALK, {}


def _are_apart(words: Sequence[Sequence[str]]) -> bool:
    """Tell whether everyone said something, and nobody the same as another."""
    folded = [{fold(word) for word in said} for said in words]
    return all(folded) and sum(map(len, folded)) == len(set().union(*folded))


def _name_parts(claims: Sequence[_Claim], words: Sequence[Sequence[str]]) -> dict[str, str]:
    return {claim.name: ", ".join(said) for claim, said in zip(claims, words, strict=True)}


def _list_lacking(claims: Sequence[_Claim]) -> tuple[str, ...]:
    said = {
        "quality": all(claim.qualities for claim in claims),
        "public": all(claim.publics for claim in claims),
        "areas": not any(claim.is_everywhere for claim in claims),
    }
    return tuple(name for name, is_said in said.items() if not is_said)
