"""The templates that a local authority brings."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.accounts.models import Organisation

__all__ = ["OwnTemplate", "TemplateUse"]


class TemplateUse(models.TextChoices):
    """What an own template is for."""

    STYLE = "style", _("Nos styles et notre en-tête, avec le contenu de Maillon")
    FIELDS = "fields", _("Notre texte, avec des champs que Maillon remplit")


class OwnTemplate(models.Model):
    """A DOCX or PPTX file that an organisation brings, checked when it came in."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="document_templates"
    )
    name = models.CharField(_("nom"), max_length=120)
    paper_key = models.CharField(_("document"), max_length=60, blank=True)
    file_format = models.CharField(max_length=4)
    use = models.CharField(
        _("utilisation"), max_length=12, choices=TemplateUse.choices, default=TemplateUse.STYLE
    )
    content = models.BinaryField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        """Return its name."""
        return self.name
