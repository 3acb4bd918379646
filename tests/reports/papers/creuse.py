"""What the bundled case of Creuse says, as the context of a document: no invented actor."""

from typing import Any

from maillon.reference.cases import get_case


def make_context() -> dict[str, Any]:
    """Return a context whose organisations, facts and needs are those of the published case."""
    case = get_case("creuse-art-textile")
    association, authority, *others = case.actors
    actions = [
        {
            "title": lever.text,
            "owner": authority.name,
            "referent": "élue référente (exemple fictif)",
            "departments": ["économie (exemple fictif)"],
            "partners": [association.name, others[0].name],
            "starts": f"2027-0{rank + 1}-04",
            "ends": None if rank == 3 else f"2027-1{rank % 3}-30",
            "status": ("en cours", "à faire", "fait")[rank % 3],
            "priority": "haute",
            "planned_eur": 1500.0 * rank,
            "spent_eur": 0,
        }
        for rank, lever in enumerate(case.levers)
    ]
    return {
        "filiere": {
            "name": "Laine",
            "description": " ".join(case.summary.split()),
            "kind": "chaîne",
            "stages": [{"label": "Collecte"}, {"label": "Filature"}],
        },
        "territory": {"name": case.territory.name, "population": 11_000, "vintage": "2025"},
        "authority": {"name": authority.name},
        "diagnosis": {
            "made_on": "2026-11-22",
            "actor_count": len(case.actors),
            "ess_count": 1,
            "summary": [fact.text for fact in case.facts[:3]],
            "stages": [
                {
                    "label": "Soutien",
                    "actors": "7",
                    "state": "présent",
                    "state_reason": "Sept organisations citées par le guide.",
                },
                {
                    "label": "Lavage",
                    "actors": "0",
                    "state": "manquant",
                    "state_reason": "Aucun acteur cité par le guide.",
                },
            ],
            "missing": [{"label": "Lavage", "reason": "Aucun acteur cité par le guide."}],
            "fragile": [],
            "figures": [
                {
                    "id": "total.establishments",
                    "label": "Organisations citées par le guide",
                    "value": f"{len(case.actors)} organisations",
                    "explanation": "Nombre d’acteurs de la fiche du guide RepèrESS, lignes 1123 à "
                    "1216.",
                },
                {
                    "id": "total.surface",
                    "label": "Surface louée par Lainamac dans la Villa Châteaufavier",
                    "value": "250 m²",
                    "explanation": "Surface dite par le guide, lignes 1177 à 1180.",
                },
            ],
        },
        "priorities": [{"title": need.text, "reason": need.answer} for need in case.needs],
        "method": {
            "steps": [{"title": "Diagnostic territorial", "done": 3, "total": 5}],
            "next": [{"label": "Réunir un comité de filière", "why": "aucun n’est encore tenu"}],
        },
        "scenario": {"name": "en appui d’un collectif", "exit_conditions": []},
        "plan": {
            "starts": "2027-01-01",
            "ends": "2029-12-31",
            "planned_eur": 22_500,
            "spent_eur": 0,
            "action_count": len(actions),
            "objectives": [
                {"title": "Conforter l’atelier partagé", "actions": actions[:2]},
                {"title": "Faire connaître la filière", "reason": "", "actions": actions[2:]},
                {"title": "Mesurer l’effet", "actions": []},
            ],
        },
        "means": {"years": [{"year": "2027", "fte": 0.3, "budget_eur": 15_000}, {"year": "2028"}]},
        "contract": {
            "title": "Contrat de la filière laine (exemple)",
            "object": "Partager l’atelier et faire connaître les produits.",
            "starts": "2027-01-01",
            "ends": "2029-12-31",
            "parties": [
                {"name": association.name, "function": "présidence"},
                {"name": authority.name, "signed_on": "2027-01-15"},
            ],
            "commitments": [
                {"by": association.name, "to": authority.name, "text": "Ouvrir l’atelier."},
                {
                    "by": authority.name,
                    "to": association.name,
                    "text": "Appuyer les demandes de financement.",
                    "due": "2027-06-30",
                    "indicator": "dossiers appuyés",
                },
            ],
            "annexes": [],
            "deadlines": [{"label": "Premier bilan", "date": "2027-12-15"}],
        },
        "charter": {
            "title": "Charte de la filière laine (exemple)",
            "number": "1",
            "adopted_on": "2027-03-01",
            "sections": [
                {
                    "title": "Nos valeurs",
                    "text": "Un savoir-faire transmis.\nUne ressource respectée.",
                }
            ],
            "commitments": [{"by": "Tous", "text": "Partager les volumes.", "follow_up": "tenu"}],
            "signatures": [{"name": actor.name} for actor in case.actors[:3]],
        },
        "meeting": {
            "title": "Comité de la filière laine (exemple)",
            "group": "Comité de filière",
            "date": "2027-02-02",
            "place": "Villa Châteaufavier",
            "participants": [
                {"name": actor.name, "function": "filière", "presence": "présent"}
                for actor in case.actors[:4]
            ],
            "agenda": ["Atelier partagé", "Indication géographique"],
            "minutes": [{"title": "Atelier", "text": "Deux horaires proposés.\nUn est retenu."}],
            "decisions": ["Ouvrir l’atelier le mardi."],
            "tasks": [{"title": "Écrire le règlement", "owner": association.name, "due": None}],
        },
        "indicators": [
            {"label": "Jours d’ouverture", "unit": "jours", "baseline": 0, "target": 40, "value": 3}
        ],
        "funding": [],
        "sources": [
            {
                "label": case.source.document,
                "publisher": case.source.publisher,
                "date": case.source.date,
            }
        ],
    }
