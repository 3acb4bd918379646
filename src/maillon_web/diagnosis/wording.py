"""What the history says of the diagnostic."""

from django.utils.translation import gettext_lazy as _

from maillon_web.history.wording import register_wording

__all__ = ["add_wording"]


def add_wording() -> None:
    """Make the sentences known."""
    register_wording(
        {
            "diagnosis.compare": _("Territoires de comparaison : {names}"),
            "diagnosis.compare_auto": _("Territoires de comparaison laissés au choix de Maillon"),
        },
        group=_("Diagnostic"),
        is_open=True,
    )
