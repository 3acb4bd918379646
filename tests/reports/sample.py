"""A valid result document, plainly made up: every name says « Exemple fictif »."""

import math
from typing import Any

STAGE_LABELS = {
    "amont": "Élevage et tonte",
    "collecte": "Collecte",
    "tri": "Tri des toisons",
    "lavage": "Lavage",
    "preparation": "Cardage et filature",
    "fabrication": "Tissage, feutre, tricot, literie et isolants pour le bâtiment",
    "distribution": "Vente",
    "recyclage": "Recyclage",
    "soutien": "Accompagnement et formation",
}
STATES = {
    "amont": "present",
    "collecte": "fragile",
    "tri": "unobservable",
    "lavage": "missing",
    "preparation": "fragile",
    "fabrication": "present",
    "distribution": "present",
    "recyclage": "missing",
    "soutien": "present",
}
LINKS = [
    ("amont", "collecte", "laine brute"),
    ("collecte", "tri", "laine brute"),
    ("tri", "lavage", "laine triée"),
    ("lavage", "preparation", "laine lavée"),
    ("preparation", "fabrication", "fils, nappes et rubans de laine cardée"),
    ("fabrication", "distribution", "articles en laine"),
    ("distribution", "recyclage", "articles usagés"),
    ("recyclage", "preparation", "fibres récupérées"),
]
REASONS = {
    "collecte": [("single", "Un seul établissement : s'il s'arrête, le maillon disparaît.")],
    "preparation": [
        ("one_actor", "Une organisation porte 82 % de l'effectif du maillon."),
        ("too_small", "Moins de 10 salariés en tout."),
    ],
    "tri": [("no_code", "Aucun code de la nomenclature ne dit ce maillon.")],
    "lavage": [("none", "Aucun établissement du territoire n'y est placé.")],
    "recyclage": [("none", "Aucun établissement du territoire n'y est placé.")],
}
BASE_COUNTS = {
    "amont": 1234,
    "collecte": 1,
    "tri": 0,
    "lavage": 0,
    "preparation": 3,
    "fabrication": 27,
    "distribution": 58,
    "recyclage": 0,
    "soutien": 9,
}
FIGURE_LABELS = {
    "establishments": "Établissements placés",
    "ess_published": "ESS publiée",
    "ess_deduced": "ESS déduite de la forme juridique",
    "ess_declared": "ESS déclarée",
    "employers": "Établissements employeurs",
    "workforce": "Effectif salarié",
    "to_check": "Établissements à vérifier",
    "location_quotient": "Spécialisation",
    "per_10000": "Établissements pour 10 000 habitants",
    "dependence": "Poids de la première organisation",
}
LONG_NAME = (
    "Exemple fictif – Association intercommunale pour la relance, la valorisation et la "
    "transmission des savoir-faire lainiers du haut pays & de ses vallées"
)


def make_sample(
    *,
    actor_count: int = 40,
    audience: str = "members",
    language: str = "fr",
    kind: str = "chain",
    verbosity: int = 1,
) -> dict[str, Any]:
    """
    Return a document of the result schema, made up from end to end.

    `verbosity` multiplies the texts and the lists (opportunities, facts, warnings, neighbours).
    """
    figures: dict[str, Any] = {}
    totals = {
        name: _add(figures, f"total.{name}", f"{label} – toute la filière", value, unit)
        for name, label, value, unit in (
            ("establishments", "Établissements placés", 1304, "établissements"),
            ("ess_published", "ESS publiée", 41, "établissements"),
            ("ess_deduced", "ESS déduite de la forme juridique", 17, "établissements"),
            ("ess_declared", "ESS déclarée", 2, "établissements"),
            ("employers", "Établissements employeurs", 312, "établissements"),
            ("workforce", "Effectif salarié", 2150, "salariés"),
            ("to_check", "Établissements à vérifier", 96, "établissements"),
            ("hidden", "Établissements comptés mais non montrés", 64, "établissements"),
        )
    }
    figures[totals["workforce"]]["range"] = [1480, 3020.5]
    stages = [_make_stage(figures, key, verbosity) for key in STAGE_LABELS]
    return {
        "schema": "maillon/diagnosis/1",
        "generated_on": "2026-11-22",
        "language": language,
        "audience": audience,
        "territory": {
            "key": "list:exemple-fictif",
            "code": "exemple-fictif",
            "kind": "list",
            "name": "Exemple fictif – Pays d'essai",
            "vintage": "2026",
            "population": 104321,
            "area_km2": 1874.5,
            "density_per_km2": 55.65,
            "commune_count": 4,
            "commune_codes": ["00001", "00002", "00003", "00004"],
        },
        "filiere": _make_filiere(kind),
        "vintages": _make_vintages(),
        "summary": [
            {
                "text": "La filière compte 1 304 établissements sur le territoire ; 41 sont de "
                "l'ESS selon un registre, 17 le sont d'après leur forme juridique.",
                "figures": ["total.establishments", "total.ess_published", "total.ess_deduced"],
            },
            {
                "text": "Deux maillons manquent : le lavage et le recyclage. La collecte ne tient "
                "qu'à un acteur.",
                "figures": ["stage.lavage.establishments", "stage.collecte.establishments"],
            },
        ]
        * verbosity,
        "totals": totals,
        "stages": stages,
        "actors": [_make_actor(number) for number in range(actor_count)],
        "opportunities": [_make_opportunity(rank) for rank in range(2 * verbosity)],
        "comparison": _make_comparison(figures),
        "figures": figures,
        "warnings": [
            {
                "code": "old_workforce",
                "text": "Les effectifs publiés datent de deux ans.",
                "remedy": "Demandez l'effectif du jour aux acteurs qui comptent.",
            },
            {"code": "few_flags", "text": "L'indicateur ESS est vide pour la plupart des unités."},
        ]
        * verbosity,
        "facts": [
            {
                "text": "Exemple fictif : 100 tonnes de laine seraient tondues chaque année.",
                "value": 100,
                "unit": "t/an",
                "year": 2023,
                "source": "Exemple fictif, document d'essai",
                "passage": "p. 12",
            }
        ]
        * verbosity,
    }


def _add(figures: dict[str, Any], key: str, label: str, value: float | None, unit: str) -> str:
    figures[key] = {
        "label": label,
        "value": value,
        "unit": unit,
        "formula_key": "placement",
        "formula": "Nombre d'établissements distincts dont le score atteint 2 (exemple fictif).",
        "inputs": [
            {
                "label": "par le code seul",
                "value": 3,
                "unit": "",
                "source": "registre",
                "figure": "",
            },
            {"label": "période", "value": "2024-2026", "unit": "", "source": "", "figure": ""},
            {
                "label": "établissements placés",
                "value": 1304,
                "unit": "établissements",
                "source": "",
                "figure": "total.establishments",
            },
        ],
        "sources": ["registre", "liste"],
        "assumptions": ["Les poids du placement sont un choix de départ."],
        "range": None,
        "caveats": ["Un établissement n'est pas une entreprise."],
        "is_protected": False,
    }
    return key


def _make_stage(figures: dict[str, Any], key: str, verbosity: int) -> dict[str, Any]:
    label, state, count = STAGE_LABELS[key], STATES[key], BASE_COUNTS[key]
    values = {
        "establishments": (count, "établissements"),
        "ess_published": (count // 3, "établissements"),
        "ess_deduced": (count // 5, "établissements"),
        "ess_declared": (min(count, 1), "établissements"),
        "employers": (count // 2, "établissements"),
        "workforce": (count * 7, "salariés"),
        "to_check": (4, "établissements"),
        "location_quotient": (None if count < 2 else 1.375, ""),
        "per_10000": (round(count / 10.4321, 2), "établissements pour 10 000 habitants"),
        "dependence": (0.82 if count else None, "part"),
    }
    names = {
        name: _add(figures, f"stage.{key}.{name}", f"{FIGURE_LABELS[name]} – {label}", value, unit)
        for name, (value, unit) in values.items()
    }
    if key == "preparation":  # three establishments only: the workforce would name its employers
        protected = figures[names["workforce"]]
        protected.update(value=None, is_protected=True)
        protected["caveats"] = ["Moins de trois employeurs : secret statistique."]
    is_gap = state in {"missing", "fragile"}
    return {
        "key": key,
        "label": label,
        "state": state,
        "state_reasons": [{"code": code, "text": text} for code, text in REASONS.get(key, [])],
        "figures": names,
        "coverage": {"naf_only": count, "keyword": 0, "declared": 0, "confirmed": 0},
        "dependence": {"actor_id": "fictif:4", "name": LONG_NAME, "figure": names["dependence"]}
        if key == "preparation"
        else None,
        "top_actors": ["fictif:0", "fictif:4"] if count else [],
        "nearest_outside": [
            {
                "actor_id": f"fictif:dehors:{rank}",
                "name": f"Exemple fictif, voisin {rank}",
                "commune_code": "00009",
                "commune_name": "Ville-d'à-Côté",
                "distance_km": 23.4 + rank,
                "ess_status": "published" if rank % 2 else "none",
            }
            for rank in range(3 * verbosity if is_gap else 0)
        ],
        "neighbours": [
            {"key": "epci:0", "name": "Exemple fictif – CC voisine", "establishment_count": 2}
        ]
        if is_gap
        else [],
    }


def _make_filiere(kind: str) -> dict[str, Any]:
    chains = [
        {
            "key": "neuve",
            "label": "Laine neuve",
            "stages": ["amont", "collecte", "tri", "lavage", "preparation", "fabrication"],
        },
        {"key": "usagee", "label": "Laine usagée", "stages": ["collecte", "tri", "recyclage"]},
    ]
    return {
        "key": "exemple",
        "label": "Exemple fictif de filière laine",
        "description": "De la tonte au produit fini, sur des données inventées.",
        "kind": kind,
        "version": "2026-11-22",
        "source": "Exemple fictif",
        "stages": [{"key": key, "label": label} for key, label in STAGE_LABELS.items()],
        "chains": chains if kind == "ecosystem" else [],
        "links": [
            {"from": origin, "to": destination, "matter": matter}
            for origin, destination, matter in LINKS
        ],
    }


def _make_vintages() -> list[dict[str, Any]]:
    shared = {"publisher": "Exemple fictif", "retrieved_on": "2026-11-20", "rejected_count": 0}
    return [
        {
            **shared,
            "key": "registre",
            "label": "Registre fictif",
            "vintage": "2026-11-01",
            "licence": "Licence Ouverte 2.0",
            "address": "https://example.org/registre",
            "row_count": 44123456,
        },
        {
            **shared,
            "key": "liste",
            "label": "Liste interne fictive",
            "vintage": "2026",
            "licence": "",
            "address": "liste-interne.xlsx",
            "row_count": None,
        },
    ]


def _make_actor(number: int) -> dict[str, Any]:
    """Cycle through stages, statuses and position qualities, so that each combination occurs."""
    stage_keys = [key for key, count in BASE_COUNTS.items() if count]
    status = ("published", "deduced", "declared", "none", "refused")[number % 5]
    quality = ("precise", "street", "commune", "doubtful", None)[number % 7 % 5]
    angle, radius = number * 2.39996, 0.02 + 0.13 * math.sqrt((number % 97) / 97)
    stages = [
        {
            "key": stage_keys[number % len(stage_keys)],
            "confidence": ("placed", "declared", "confirmed", "to_check")[number % 4],
            "score": 2.0,
            "reasons": ["Code d'activité 01.45Z, qui dit ce maillon."],
        }
    ]
    if number % 6 == 0:
        stages.append({"key": "soutien", "confidence": "placed", "score": 1.5, "reasons": []})
    names = {1: "=Exemple fictif()", 2: "Exemple fictif <b>& fils</b>", 4: LONG_NAME}
    return {
        "id": f"fictif:{number}",
        "name": names.get(number, f"Exemple fictif {number}"),
        "siret": f"{number:014d}" if number % 3 else None,
        "siren": f"{number:014d}"[:9] if number % 3 else None,
        "commune_code": f"0000{number % 4 + 1}",
        "commune_name": f"Commune fictive {number % 4 + 1}",
        "lat": None if quality is None else 46.0 + radius * math.sin(angle),
        "lon": None if quality is None else 2.0 + radius * math.cos(angle) * 1.4,
        "position_quality": quality,
        "naf_code": "01.45Z",
        "naf_label": "Élevage d'ovins et de caprins",
        "band_code": "11",
        "band_label": "10 à 19 salariés",
        "is_employer": number % 2 == 0,
        "ess": {
            "status": status,
            "family": "Association" if status != "none" else None,
            "rule": "fictif",
            "rule_text": "Règle fictive : association déclarée.",
            "sources": ["registre"],
            "inclusive_kinds": ["ACI"] if number % 11 == 0 else [],
            "reserved_articles": [],
        },
        "stages": stages,
        "sources": ["registre"],
        "visibility": "members" if number == 3 else "public",
        "evidence": "Exemple fictif : passage d'un document." if number % 9 == 0 else "",
    }


def _make_opportunity(rank: int) -> dict[str, Any]:
    return {
        "stage": "lavage",
        "title": "Un atelier de lavage partagé" if rank == 0 else f"Activité fictive {rank}",
        "resources": [
            {"text": "1 234 élevages en amont.", "figure": "stage.amont.establishments"},
            {"text": "Exemple fictif : laine non vendue.", "source": "Document d'essai, p. 3"},
        ],
        "know_how": [
            {"text": "Trois ateliers cardent et filent.", "actors": ["fictif:0", "fictif:4"]}
        ],
        "needs": [],
        "strength": ("strong", "medium", "weak")[rank % 3],
    }


def _make_comparison(figures: dict[str, Any]) -> dict[str, Any]:
    territories = [
        {
            "key": f"epci:fictif-{rank}",
            "name": f"Exemple fictif – Pays comparable {rank}",
            "population": 100000 + 1000 * rank,
            "density_per_km2": 50.0 + rank,
            "reason": "Population et densité proches",
        }
        for rank in range(5)
    ]
    unit = "établissements pour 10 000 habitants"
    rows = [
        {
            "stage": key,
            "figure": f"stage.{key}.per_10000",
            "median_figure": _add(figures, f"median.{key}", f"Médiane – {label}", 1.25, unit),
            "values": [0.5, 1.25, None, 2.0, 12.5],
        }
        for key, label in STAGE_LABELS.items()
    ]
    return {"territories": territories, "rows": rows}


def make_shapes() -> dict[str, Any]:
    """Return contours of the made-up territory: four communes around 46° N, 2° E."""

    def square(west: float, south: float, size: float) -> list[list[list[tuple[float, float]]]]:
        east, north = west + size, south + size * 0.7
        ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        return [[ring]]

    communes = {
        "00001": square(1.75, 45.83, 0.25),
        "00002": square(2.0, 45.83, 0.25),
        "00003": square(1.75, 46.005, 0.25),
        "00004": square(2.0, 46.005, 0.25),
    }
    return {
        "outline": square(1.75, 45.83, 0.5),
        "communes": communes,
        "context": [square(2.25, 45.83, 0.5), square(1.25, 45.83, 0.5)],
    }
