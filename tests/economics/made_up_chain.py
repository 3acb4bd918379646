"""Made-up chains: no figure here is one of a real filière."""

from typing import Any


def make_model() -> dict[str, Any]:
    """Return a made-up chain of three stages with a by-product, whole."""
    return {
        "title": "Exemple fictif",
        "year": 2024,
        "stages": [
            {
                "key": "farm",
                "label": "Ferme fictive",
                "family": "conventional",
                "costs": [
                    {"kind": "purchase", "label": "Semences", "amount": 4000, "place": "elsewhere"},
                    {"kind": "wages", "label": "Salaires", "amount": 12000},
                    {"kind": "rent", "label": "Fermage", "amount": 3000},
                    {"kind": "subsidy", "label": "Aide", "amount": 5000},
                ],
            },
            {
                "key": "mill",
                "label": "Moulin fictif",
                "family": "ess",
                "costs": [
                    {
                        "kind": "purchase",
                        "label": "Énergie",
                        "per_unit": 20,
                        "matter": "flour",
                        "place": "territory",
                        "value_added_share": 0.4,
                    },
                    {"kind": "wages", "label": "Salaires", "amount": 10000},
                    {"kind": "depreciation", "label": "Moulin", "amount": 4000},
                    {"kind": "interest", "label": "Emprunt", "amount": 1000, "place": "elsewhere"},
                ],
            },
            {
                "key": "bakery",
                "label": "Fournil fictif",
                "ess_share": 0.5,
                "costs": [
                    {"kind": "wages", "label": "Salaires", "amount": 60000},
                    {"kind": "taxes", "label": "Impôts", "amount": 5000},
                ],
            },
            {"key": "people", "label": "Mangeurs", "role": "consumer"},
        ],
        "flows": [
            {
                "from": "farm",
                "to": "mill",
                "matter": "wheat",
                "unit": "t",
                "year": 2024,
                "value": 100,
                "price": 300,
            },
            {
                "from": "mill",
                "to": "bakery",
                "matter": "flour",
                "unit": "t",
                "value": 75,
                "price": 700,
            },
            {
                "from": "mill",
                "to": "outside",
                "matter": "bran",
                "unit": "t",
                "value": 25,
                "price": 150,
            },
            {
                "from": "bakery",
                "to": "people",
                "matter": "bread",
                "unit": "t",
                "value": 95,
                "price": 1500,
            },
            {
                "from": "outside",
                "to": "bakery",
                "matter": "yeast",
                "unit": "t",
                "value": 2,
                "price": 2000,
                "place": "territory",
            },
        ],
    }
