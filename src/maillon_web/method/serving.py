"""Which pages of Maillon serve each lever of the method."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon.reference.method import Method
from maillon_web.filieres.selectors import Opened
from maillon_web.method.addresses import find_address

__all__ = ["PAGES", "SERVING", "ServingPage", "list_serving", "write_lever_table"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ServingPage:
    """A page of a filière: the name of its address, what one does there."""

    url_name: str
    label: Promise


PAGES: Mapping[str, ServingPage] = {
    key: ServingPage(url_name=url_name, label=label)
    for key, url_name, label in (
        ("results", "diagnosis:results", _("Lire le diagnostic")),
        ("chain", "diagnosis:chain", _("Voir la chaîne et ses maillons manquants")),
        ("ranking", "diagnosis:ranking", _("Comparer les filières du territoire")),
        ("directory", "directory:list", _("Tenir l’annuaire des acteurs")),
        ("map", "directory:map", _("Voir les acteurs sur la carte")),
        ("signals", "signals:signals", _("Noter ce qu’on entend")),
        ("notes", "signals:notes", _("Garder les entretiens et leurs besoins")),
        ("obstacles", "signals:obstacles", _("Tenir le registre des freins")),
        ("projects", "signals:projects", _("Suivre les projets")),
        ("plan", "plan:list", _("Écrire et suivre les actions")),
        ("objectives", "plan:objectives", _("Écrire les objectifs")),
        ("indicators", "plan:indicators", _("Suivre les indicateurs")),
        ("money", "plan:money", _("Bâtir le plan de financement")),
        ("agreements", "agreements:list", _("Tenir les chartes et les contrats")),
        ("commitments", "agreements:commitments", _("Suivre les engagements pris")),
        ("gisements", "gisements:list", _("Chiffrer les gisements")),
        ("captures", "gisements:captures", _("Voir qui capte chaque gisement")),
        ("weighings", "weighings:bilan", _("Suivre les pesées face à l’objectif")),
        ("flows", "flows:list", _("Décrire ce qui circule")),
        ("value", "economics:accounts", _("Voir où se crée la valeur, et qui la garde")),
        ("prices", "economics:commitments", _("Suivre les engagements de prix et de volume")),
        ("gatherings", "gatherings:list", _("Tenir les groupes, réunions et visites")),
        ("documents", "documents:list", _("Préparer un document à finir vous-même")),
        ("library", "library:filiere", _("Chercher des expériences, des aides, des métiers")),
        ("funding", "library:funding", _("Voir les financements déjà obtenus ici")),
        ("members", "filieres:members", _("Inviter des partenaires dans la filière")),
        ("means", "method:means", _("Écrire les moyens d’animation")),
        ("scenario", "method:scenario", _("Dire notre rôle et préparer la passation")),
    )
}

SERVING: Mapping[str, tuple[str, ...]] = {
    "diagnostic.potentiel": ("results", "chain", "gisements", "notes"),
    "diagnostic.cartographie": ("directory", "map", "ranking"),
    "diagnostic.etude": ("gisements", "flows", "documents", "plan", "library"),
    "diagnostic.recherche": ("flows", "gatherings", "library"),
    "diagnostic.partenariats": ("members", "gatherings", "agreements"),
    "organisation.vision": ("documents", "objectives"),
    "organisation.feuille_de_route": ("plan", "indicators", "documents", "agreements"),
    "organisation.comites": ("gatherings", "members"),
    "organisation.visites": ("gatherings", "library"),
    "organisation.moyens": ("means",),
    "animation.groupements": ("projects", "library", "commitments"),
    "animation.instances": ("signals", "projects"),
    "animation.groupes_de_travail": ("gatherings", "plan"),
    "animation.besoins": ("notes", "obstacles", "directory"),
    "animation.acteurs_publics": ("gatherings", "members", "ranking"),
    "animation.charte": ("agreements", "commitments", "documents"),
    "animation.partenaire_ess": ("scenario", "directory"),
    "animation.scic": ("library", "scenario", "projects"),
    "financement.modele": ("value", "prices", "documents", "money", "commitments"),
    "financement.appels": ("library", "projects", "plan"),
    "financement.investissement": ("money", "funding", "projects"),
    "financement.levee_de_fonds": ("money", "library", "funding"),
    "financement.defense_des_dossiers": ("projects", "funding", "documents"),
    "financement.lieux_totems": ("projects", "money", "library"),
    "financement.capital_scic": ("money", "agreements", "library"),
    "financement.prives_et_banques": ("gatherings", "directory", "commitments"),
    "communication.plan": ("plan", "gatherings"),
    "communication.rencontres": ("gatherings", "library"),
    "communication.marque": ("projects", "library"),
    "communication.commerciale": ("documents", "directory"),
    "communication.plateforme": ("library", "directory", "members"),
    "developpement.commande_publique": ("directory", "library", "documents"),
    "developpement.gisement": ("captures", "gisements", "weighings", "agreements", "obstacles"),
    "developpement.foncier": ("obstacles", "map", "library"),
    "developpement.lieu_totem": ("projects", "plan", "map"),
    "developpement.sieg": ("agreements", "library"),
    "formation.etude_metiers": ("library", "notes"),
    "formation.postes_insertion": ("notes", "money", "directory"),
    "formation.reconnaissance": ("library", "plan"),
    "formation.recherche": ("gatherings", "library", "projects"),
}


def list_serving(opened: Opened, lever_key: str) -> list[tuple[str, str]]:
    """Return the pages that serve a lever: address and label."""
    pages = _list_pages(SERVING.get(lever_key, ()))
    return [(find_address(opened.filiere, page.url_name), str(page.label)) for page in pages]


def write_lever_table(method: Method) -> str:
    """Return the table of the documentation: each lever, its passage, the pages that serve it."""
    documents = {document.key: document.title for document in method.documents}
    lines = [
        "# Les leviers de la démarche et les pages qui les servent",
        "",
        "<!-- Page écrite par « make docs » (maillon_web.method.serving) : "
        "ne la corrigez pas ici. -->",
        "",
        f"Démarche, version {method.version} : {len(method.steps)} étapes, "
        f"{len(method.levers)} leviers. Les mots sont les nôtres ; le passage dit où les lire.",
    ]
    for step in method.steps:
        lines += [
            "",
            f"## {step.number}. {step.title}",
            "",
            "| Levier | Passage | Pages de Maillon |",
            "| --- | --- | --- |",
        ]
        for lever in step.levers:
            pages = " ; ".join(str(page.label) for page in _list_pages(SERVING[lever.key]))
            passage = f"{documents[lever.passage.document]}, {lever.passage.where}"
            lines.append(f"| {lever.label} | {passage} | {pages} |")
    return "\n".join(lines) + "\n"


def _list_pages(keys: Iterable[str]) -> list[ServingPage]:
    return [PAGES[key] for key in keys]
