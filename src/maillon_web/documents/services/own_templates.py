"""Keep, rename and remove the templates of an organisation."""

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon.reports.papers import check_own_template
from maillon_web.accounts.models import User
from maillon_web.documents.models import OwnTemplate, TemplateUse
from maillon_web.filieres.models import Filiere
from maillon_web.history.services import record

__all__ = ["MOST_TEMPLATES", "add_own_template", "check_content", "edit_own_template", "remove"]

MOST_TEMPLATES = 40


def check_content(content: bytes) -> tuple[str, TemplateUse]:
    """
    Return the format of a template and what it is for: filled when it holds fields.

    Raises
    ------
    InvalidInput
        If it cannot be used; the details hold one sentence a problem.
    """
    found = check_own_template(content)
    if found.problems:
        raise InvalidInput(
            f"own template: {found.problems}",
            user=_("Ce modèle n’est pas enregistré : corrigez ce qui suit, puis recommencez."),
            details=list(found.problems),
        )
    use = TemplateUse.FIELDS if found.has_fields else TemplateUse.STYLE
    return found.kind, use


def add_own_template(
    filiere: Filiere, *, name: str, paper_key: str, content: bytes, author: User
) -> OwnTemplate:
    """
    Keep a template for the organisation that holds the filière.

    Raises
    ------
    InvalidInput
        If it cannot be used, or if the organisation has too many; nothing is then kept.
    """
    file_format, use = check_content(content)
    if OwnTemplate.objects.filter(organisation=filiere.organisation_id).count() >= MOST_TEMPLATES:
        raise InvalidInput(
            "too many own templates",
            user=_(
                "Votre organisation a déjà {most} modèles : supprimez-en un avant d’en ajouter."
            ).format(most=MOST_TEMPLATES),
        )
    with record("owntemplate.add", scope=filiere.scope, author=author, params={"name": name}):
        return OwnTemplate.objects.create(
            organisation_id=filiere.organisation_id,
            name=name,
            paper_key=paper_key,
            file_format=file_format,
            use=use,
            content=content,
            added_by=author,
        )


def edit_own_template(
    kept: OwnTemplate, filiere: Filiere, *, name: str, paper_key: str, author: User
) -> None:
    """Change the name of a template and the document that it serves."""
    params = {"name": kept.name, "to": name}
    kept.name, kept.paper_key = name, paper_key
    with record("owntemplate.edit", scope=filiere.scope, author=author, params=params):
        kept.save(update_fields=["name", "paper_key"])


def remove(kept: OwnTemplate, filiere: Filiere, *, author: User) -> None:
    """Remove a template; documents made with it stay with those who downloaded them."""
    with record(
        "owntemplate.remove", scope=filiere.scope, author=author, params={"name": kept.name}
    ):
        kept.delete()
