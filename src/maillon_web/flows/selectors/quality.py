"""The quality of a figure in plain questions: what stands for an uncertainty that nobody gave."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

__all__ = ["PARTS", "compose_quality", "describe_quality", "list_choices", "split_quality"]

# Read with `maillon.reference.parameters.pedigree`: 1 is the best; E is what an expert says.
_MEASURED = {
    "1": gettext_lazy("Pesé ou mesuré, et vérifié"),
    "2": gettext_lazy("Déclaré, facturé ou tenu dans un registre"),
    "3": gettext_lazy("Calculé d’après une étude ou un ratio"),
    "4": gettext_lazy("Repris d’une source dont on sait peu"),
}
_EXPERT = {
    "E1": gettext_lazy("Plusieurs personnes du métier, interrogées avec méthode"),
    "E2": gettext_lazy("Une personne du métier, à partir de quelques chiffres"),
    "E3": gettext_lazy("Une personne du métier, de mémoire"),
    "E4": gettext_lazy("Une supposition"),
}
_SCALES = {
    "completeness": {
        "1": gettext_lazy("Tout est compté"),
        "2": gettext_lazy("L’essentiel est compté"),
        "3": gettext_lazy("Une partie seulement"),
        "4": gettext_lazy("Quelques morceaux"),
    },
    "time": {
        "1": gettext_lazy("De la bonne année"),
        "2": gettext_lazy("À cinq ans près"),
        "3": gettext_lazy("À dix ans près"),
        "4": gettext_lazy("Plus ancien"),
    },
    "geography": {
        "1": gettext_lazy("De ce territoire"),
        "2": gettext_lazy("D’un territoire qui lui ressemble"),
        "3": gettext_lazy("D’un territoire un peu différent"),
        "4": gettext_lazy("D’un territoire très différent"),
    },
    "other": {
        "1": gettext_lazy("De cette matière"),
        "2": gettext_lazy("D’une matière proche"),
        "3": gettext_lazy("D’une matière assez différente"),
        "4": gettext_lazy("D’une matière très différente"),
    },
}
PARTS = ("origin", *_SCALES)
"""The questions, in the order of the digits of a score."""


def list_choices(part: str) -> list[Any]:
    """Return the answers that a question offers."""
    if part == "origin":
        return [
            ("", _("Je ne sais pas")),
            (_("Un chiffre relevé"), list(_MEASURED.items())),
            (_("Un dire d’expert"), list(_EXPERT.items())),
        ]
    return list(_SCALES[part].items())


def compose_quality(answers: dict[str, str]) -> str:
    """Return the score that the answers make; empty when nobody knows where the figure is from."""
    origin = answers.get("origin", "")
    if origin not in _MEASURED:
        return origin
    return origin + "".join(answers.get(part) or "1" for part in _SCALES)


def split_quality(quality: str) -> dict[str, str]:
    """Return the answers that a score stands for."""
    text = quality.strip().upper()
    if text in _EXPERT or len(text) != len(PARTS):
        return {"origin": text if text in _EXPERT else ""} | dict.fromkeys(_SCALES, "1")
    return dict(zip(PARTS, text, strict=True))


def describe_quality(quality: str) -> list[str]:
    """Return a score in words; what is at its best goes without saying."""
    answers = split_quality(quality)
    origin = answers["origin"]
    said = [_MEASURED.get(origin) or _EXPERT.get(origin)]
    said += [scale.get(answers[part]) for part, scale in _SCALES.items() if answers[part] != "1"]
    return [str(words) for words in said if words]
