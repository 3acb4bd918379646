"""Sheets, columns and JSON names of a model of flows."""

__all__ = ["JSON_NAMES", "OUTSIDE_WORDS", "SHEETS", "YES_WORDS"]

# What says that a stage turns matters into others, folded.
YES_WORDS = {"OUI", "YES", "TRUE", "VRAI", "X", "1", "1 0"}

OUTSIDE_WORDS = {"OUTSIDE", "EXTERIEUR", "DEHORS", "HORS TERRITOIRE", "EXTERIEUR DU TERRITOIRE"}
# Headers by field, folded; the names of the JSON are read too.
_FLOW_FIELDS = {
    "source": ("DE", "DEPART", "ORIGINE", "FROM"),
    "target": ("VERS", "ARRIVEE", "DESTINATION", "TO"),
    "matter": ("MATIERE", "PRODUIT", "MATTER"),
    "unit": ("UNITE", "UNIT"),
    "year": ("ANNEE", "YEAR"),
    "value": ("VALEUR", "QUANTITE", "VALUE"),
    "standard_error": ("ECART TYPE", "INCERTITUDE", "STANDARD ERROR"),
    "minimum": ("MINIMUM", "MIN"),
    "maximum": ("MAXIMUM", "MAX"),
    "reference": ("SOURCE", "REFERENCE"),
    "quality": ("QUALITE", "NOTE DE QUALITE", "QUALITY"),
}
_SHARE_FIELDS = {
    "stage": ("MAILLON", "STAGE"),
    "source": ("DE", "DEPUIS", "FROM"),
    "target": ("VERS", "TO"),
    "matter": ("MATIERE", "MATIERE ENTRANTE", "MATTER"),
    "target_matter": ("MATIERE SORTANTE", "TO MATTER"),
    "share": ("PART", "RENDEMENT", "SHARE"),
    "standard_error": ("ECART TYPE", "INCERTITUDE", "STANDARD ERROR"),
    "year": ("ANNEE", "YEAR"),
    "reference": ("SOURCE", "REFERENCE"),
}
_STOCK_FIELDS = {
    "stage": ("MAILLON", "STAGE"),
    "matter": ("MATIERE", "MATTER"),
    "unit": ("UNITE", "UNIT"),
    "year": ("ANNEE", "YEAR"),
    "value": ("VALEUR", "VARIATION", "VALUE"),
    "standard_error": ("ECART TYPE", "INCERTITUDE", "STANDARD ERROR"),
    "reference": ("SOURCE", "REFERENCE"),
}
_STAGE_FIELDS = {
    "stage": ("MAILLON", "CLE", "STAGE", "KEY"),
    "label": ("NOM", "LABEL"),
    "parent": ("DANS", "IN", "PARENT"),
    "family": ("FAMILLE", "FAMILY"),
    "mixes": ("TRANSFORME", "MIXES"),
}
_MATTER_FIELDS = {
    "matter": ("MATIERE", "CLE", "MATTER", "KEY"),
    "label": ("NOM", "LABEL"),
    "parent": ("DANS", "IN", "PARENT"),
}
SHEETS = {
    "flows": ({"FLUX", "FLOWS"}, _FLOW_FIELDS, ("source", "target", "matter", "unit", "value")),
    "yields": ({"RENDEMENTS", "YIELDS"}, _SHARE_FIELDS, ("stage", "target", "matter", "share")),
    "stock_changes": ({"STOCKS"}, _STOCK_FIELDS, ("stage", "matter", "unit", "value")),
    "stages": ({"MAILLONS", "STAGES"}, _STAGE_FIELDS, ("stage",)),
    "matters": ({"MATIERES", "MATTERS"}, _MATTER_FIELDS, ("matter",)),
}
JSON_NAMES = {
    "from": "source",
    "to": "target",
    "min": "minimum",
    "max": "maximum",
    "source": "reference",
    "to_matter": "target_matter",
}
