"""A result whose names try to break the file that holds them."""

from typing import Any

from tests.reports.sample import make_sample

NASTY = "Exemple fictif <w:p>&amp; ]]> \"'=1+1\x00\x08\x1b\ufffe\ud800\u202e\r\nfin"
SOLID = "x" * 10_000
CROWDED = "Exemple fictif de très long nom, " * 300
ENDLESS = "Exemple fictif " + "x" * 10_000


def make_hostile(name: str, *, language: str = "fr") -> dict[str, Any]:
    """Return a result that writes the name wherever a person or a source may write."""
    document = make_sample(language=language)
    document["territory"]["name"] = name
    document["filiere"].update(label=name, description=name, source=name)
    for stage in document["stages"]:
        stage["label"] = name
        stage["state_reasons"] = [{"code": "fictif", "text": name}]
        for candidate in stage["nearest_outside"]:
            candidate.update(name=name, commune_name=name)
    for actor in document["actors"]:
        actor.update(name=name, commune_name=name, band_label=name)
    for entry in document["opportunities"]:
        entry["title"] = name
        entry["know_how"] = [{"text": name, "actors": ["fictif:0"]}]
    for vintage in document["vintages"]:
        vintage.update(label=name, publisher=name, licence=name)
    for figure in document["figures"].values():
        figure.update(label=name, formula=name, caveats=[name], assumptions=[name])
    for sentence in document["summary"]:
        sentence["text"] = name
    for warning in document["warnings"]:
        warning["text"] = name
    for link in document["filiere"]["links"]:
        link["matter"] = name
    document["comparison"]["territories"][0].update(name=name, reason=name)
    return document
