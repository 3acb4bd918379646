"""Addresses of the lists brought in and of the duplicates."""

from django.urls import path, register_converter

from maillon_web.directory.views import duplicates, list_review, list_steps, lists, pair_review

_SLUGS = {
    "file": "fichier",
    "columns": "colonnes",
    "values": "valeurs",
    "review": "relecture",
    "done": "resultat",
}


class _Step:
    """A step of an import, named in French in its address."""

    regex = "|".join(_SLUGS.values())
    _keys = {slug: key for key, slug in _SLUGS.items()}

    def to_python(self, value: str) -> str:
        return self._keys[value]

    def to_url(self, value: str) -> str:
        if value not in _SLUGS:
            raise ValueError(value)
        return _SLUGS[value]


class _RejectKind:
    """A kind of file for the rows that need a look."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(_Step, "list_step")
register_converter(_RejectKind, "reject_kind")

_ONE = "listes/<int:import_id>"

urlpatterns = [
    path("listes/", lists.lists, name="lists"),
    path("listes/ajouter/", lists.upload, name="list_upload"),
    path(f"{_ONE}/", list_steps.go_on, name="list_go_on"),
    path(f"{_ONE}/avancement/", list_steps.progress, name="list_progress"),
    path(f"{_ONE}/importer/", list_review.apply, name="list_apply"),
    path(f"{_ONE}/trancher/", list_review.choose_all, name="list_choose_all"),
    path(f"{_ONE}/lignes/<int:number>/", list_review.choose, name="list_choose"),
    path(f"{_ONE}/annuler/", lists.undo, name="list_undo"),
    path(f"{_ONE}/supprimer/", lists.drop, name="list_drop"),
    path(f"{_ONE}/a-revoir.<reject_kind:kind>", lists.rejects, name="list_rejects"),
    path(f"{_ONE}/<list_step:step>/", list_steps.step, name="list_step"),
    path("doublons/", duplicates.duplicates, name="duplicates"),
    path("doublons/chercher/", duplicates.search, name="duplicates_search"),
    path("doublons/annuler/", pair_review.undo, name="pair_undo"),
    path("doublons/<int:pair_id>/", pair_review.pair, name="pair"),
    path("doublons/<int:pair_id>/fusionner/", pair_review.merge, name="merge"),
    path("doublons/<int:pair_id>/trancher/", pair_review.settle, name="pair_settle"),
]
