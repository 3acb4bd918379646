"""Addresses of `agreements`."""

from django.urls import URLPattern, path

from maillon_web.agreements.views import parts, texts

app_name = "agreements"

_FOLDERS = {
    "party": "parties",
    "commitment": "promesses",
    "annex": "annexes",
    "deadline": "echeances",
    "signature": "signatures",
}
_OF_CONTRACT = ("party", "commitment", "annex", "deadline")


def _part_patterns(kind: str) -> list[URLPattern]:
    folder = _FOLDERS[kind]
    given = {"kind": kind}
    return [
        path(f"{folder}/<int:part_id>/modifier/", parts.edit, given, name=f"{kind}_edit"),
        path(f"{folder}/<int:part_id>/supprimer/", parts.remove, given, name=f"{kind}_remove"),
    ]


urlpatterns = [
    path("", texts.listing, name="list"),
    path("suivi/", texts.commitments, name="commitments"),
    path("chartes/ajouter/", texts.charter_add, name="charter_add"),
    path("chartes/<int:charter_id>/", texts.charter, name="charter"),
    path("chartes/<int:charter_id>/modifier/", texts.charter_edit, name="charter_edit"),
    path("chartes/<int:charter_id>/supprimer/", texts.charter_remove, name="charter_remove"),
    path("chartes/<int:charter_id>/versions/ajouter/", texts.version_add, name="version_add"),
    path(
        "chartes/<int:text_id>/promesses/ajouter/",
        parts.add,
        {"kind": "commitment", "owner": "charter"},
        name="charter_commitment_add",
    ),
    path("versions/<int:version_id>/modifier/", texts.version_edit, name="version_edit"),
    path("versions/<int:version_id>/adopter/", texts.adopt, name="adopt"),
    path(
        "versions/<int:version_id>/signatures/ajouter/", parts.add_signature, name="signature_add"
    ),
    path("contrats/ajouter/", texts.contract_add, name="contract_add"),
    path("contrats/<int:contract_id>/", texts.contract, name="contract"),
    path("contrats/<int:contract_id>/modifier/", texts.contract_edit, name="contract_edit"),
    path("contrats/<int:contract_id>/supprimer/", texts.contract_remove, name="contract_remove"),
    *(
        path(
            f"contrats/<int:text_id>/{_FOLDERS[kind]}/ajouter/",
            parts.add,
            {"kind": kind, "owner": "contract"},
            name=f"{kind}_add",
        )
        for kind in _OF_CONTRACT
    ),
    *(pattern for kind in _FOLDERS for pattern in _part_patterns(kind)),
    path("promesses/<int:part_id>/verifier/", parts.check, name="commitment_check"),
]
