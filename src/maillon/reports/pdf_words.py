"""The words of the printed form: its template has none of its own."""

from maillon.domain.language import translate as _

__all__ = ["list_words"]


def list_words() -> dict[str, str]:
    """Return the headings and standing sentences by the name that the template gives them."""
    return {
        "kicker": _("Diagnostic de filière"),
        "summary": _("L’essentiel"),
        "chain": _("La filière, maillon par maillon"),
        "stage_table": _("Établissements de chaque maillon"),
        "stage": _("Maillon"),
        "state": _("État"),
        "gaps": _("Ce qui manque ou tient à peu"),
        "nearest": _("Les plus proches en dehors :"),
        "neighbours": _("Territoires voisins qui ont ce maillon :"),
        "opportunities": _("Pistes d’activité"),
        "opportunities_caution": _(
            "Une piste croise une ressource, un savoir-faire et un besoin trouvés ici. Ce sont des "
            "questions à poser aux acteurs, non des recommandations."
        ),
        "no_evidence": _("Aucun indice trouvé : à demander sur place."),
        "comparison": _("Comparaison avec des territoires semblables"),
        "comparison_table": _("Établissements pour 10 000 habitants"),
        "here": _("Ici"),
        "median": _("Médiane"),
        "actors": _("Les acteurs"),
        "name": _("Nom"),
        "commune": _("Commune"),
        "stages": _("Maillons"),
        "ess": _("ESS"),
        "workforce": _("Effectif"),
        "no_actor": _(
            "Aucun acteur à montrer. Cela ne prouve pas une absence : des activités échappent aux "
            "codes, et certains établissements refusent la diffusion de leurs données."
        ),
        "facts": _("Ce que disent les documents publiés"),
        "method": _("Méthode, limites et sources"),
        "warnings": _("À savoir avant de s’en servir"),
        "sources": _("Sources"),
        "source": _("Source"),
        "publisher": _("Producteur"),
        "date": _("Date"),
        "licence": _("Licence"),
        "retrieved": _("Lue le"),
        "figures": _("Chiffres expliqués"),
        "figures_table": _("Les chiffres du résumé et la taille de chaque maillon"),
        "figure": _("Chiffre"),
        "value": _("Valeur"),
        "formula": _("Calcul, limites et sources"),
        "colon": _(" : "),
    }
