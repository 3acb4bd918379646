"""Lists of filières."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from maillon_web.accounts.models import OrganisationMember
from maillon_web.filieres.models import Filiere, FiliereVisibility, Member, Partner
from maillon_web.filieres.selectors.opening import Reader

__all__ = ["list_cards", "list_own"]


def list_own(reader: Reader) -> QuerySet[Filiere]:
    """Return the filières where a person takes part, alone or through an organisation."""
    return (
        Filiere.objects.select_related("organisation")
        .defer("commune_codes", "chains")
        .annotate(is_mine=_takes_part(reader))
        .filter(is_mine=True, archived_at__isnull=True)
    )


def list_cards(reader: Reader, *, words: str = "", is_archive: bool = False) -> QuerySet[Filiere]:
    """Return the filières that a reader may know of, its own first, then by name."""
    known = (
        Filiere.objects.select_related("organisation")
        .defer("commune_codes", "chains")
        .annotate(is_mine=_takes_part(reader))
        .filter(
            Q(visibility=FiliereVisibility.PUBLIC) | Q(is_mine=True),
            archived_at__isnull=not is_archive,
        )
    )
    for word in words.split()[:5]:
        known = known.filter(
            Q(name__icontains=word)
            | Q(territory_name__icontains=word)
            | Q(organisation__name__icontains=word)
        )
    return known.order_by("-is_mine", "name", "pk")


def _takes_part(reader: Reader) -> Combinable | Q:
    if isinstance(reader, AnonymousUser):
        return Value(value=False, output_field=BooleanField())
    places = OrganisationMember.objects.filter(user=reader).values("organisation")
    return (
        Exists(Member.objects.filter(filiere=OuterRef("pk"), user=reader))
        | Exists(Partner.objects.filter(filiere=OuterRef("pk"), organisation__in=places))
        | Q(organisation__in=places)
    )
