"""Write the opportunities of a filière in sentences."""

from maillon.diagnosis.opportunities import Evidence, Opportunity
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural

__all__ = ["describe_evidence", "write_title"]


def write_title(opportunity: Opportunity) -> str:
    """Return what could be done, in one line."""
    titles = {
        "missing": _("Faire naître le maillon « {stage} »"),
        "fragile": _("Conforter le maillon « {stage} »"),
        "under_specialised": _("Développer le maillon « {stage} »"),
        "unobservable": _("Enquêter sur le maillon « {stage} »"),
    }
    return titles[opportunity.trigger].format(stage=opportunity.stage_label)


def describe_evidence(evidence: Evidence) -> str:
    """Return the sentence of one piece of evidence; a stated fact keeps its own words."""
    data = evidence.data
    count = int(data.get("count", 0))
    if evidence.code == "stated":
        return str(data["text"])
    sentences = {
        "upstream_output": _("Le maillon « {stage} », présent ici, fournit : {matter}."),
        "to_check": translate_plural(
            "{count} établissement local y est peut-être déjà : à vérifier.",
            "{count} établissements locaux y sont peut-être déjà : à vérifier.",
            count,
        ),
        "related_activity": translate_plural(
            "{count} employeur local exerce une activité voisine.",
            "{count} employeurs locaux exercent une activité voisine.",
            count,
        ),
        "proximity": _("{share} % des activités qui vont avec ce maillon sont déjà ici."),
        "inclusive": translate_plural(
            "{count} structure inclusive du territoire peut recruter pour ce maillon.",
            "{count} structures inclusives du territoire peuvent recruter pour ce maillon.",
            count,
        ),
        "missing": _("Personne n’a été repéré à ce maillon."),
        "fragile": _("Ce maillon ne tient qu’à peu de chose."),
        "neighbours_lack": translate_plural(
            "Il manque aussi à {count} territoire voisin sur {among} : {names}.",
            "Il manque aussi à {count} territoires voisins sur {among} : {names}.",
            count,
        ),
    }
    share = round(100 * float(data.get("density", 0)))
    return sentences[evidence.code].format(**{**data, "share": share})
