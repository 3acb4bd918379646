"""Open a filière as one reader may use it: nothing is returned that the reader may not know of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from maillon.domain.visibility import Audience
from maillon_web.accounts.models import OrganisationRole, User
from maillon_web.filieres.models import (
    Filiere,
    FiliereVisibility,
    Member,
    Partner,
    Role,
    Visibility,
)
from maillon_web.filieres.rights import (
    CAPABILITIES,
    STRENGTH,
    Access,
    Capability,
    get_audience,
    visible_levels,
)

__all__ = [
    "Opened",
    "find_access",
    "find_accesses",
    "get_filiere",
    "list_readable_filieres",
    "open_filiere",
]

Reader = User | AnonymousUser


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A filière as one reader may use it."""

    filiere: Filiere
    access: Access

    @property
    def levels(self) -> tuple[Visibility, ...]:
        """Levels of visibility that the reader sees."""
        return visible_levels(self.access)

    @property
    def audience(self) -> Audience:
        """For whom its results are made."""
        return get_audience(self.access)

    def can(self, capability: Capability) -> bool:
        """Tell whether the reader may do that; nobody writes in an archived filière."""
        if capability is Capability.CONTRIBUTE and self.filiere.archived_at:
            return False
        return capability in CAPABILITIES[self.access]

    @property
    def can_take_part(self) -> bool:
        """Whether the reader is a member."""
        return self.can(Capability.TAKE_PART)

    @property
    def can_contribute(self) -> bool:
        """Whether the reader may write."""
        return self.can(Capability.CONTRIBUTE)

    @property
    def can_lead(self) -> bool:
        """Whether the reader may change settings and members."""
        return self.can(Capability.LEAD)


def list_readable_filieres(reader: Reader) -> QuerySet[Filiere]:
    """Return the filières that a reader may know of."""
    is_public = Q(visibility=FiliereVisibility.PUBLIC)
    if isinstance(reader, AnonymousUser):
        return Filiere.objects.filter(is_public)
    return Filiere.objects.filter(
        is_public
        | Q(pk__in=Member.objects.filter(user=reader).values("filiere"))
        | Q(pk__in=Partner.objects.filter(organisation__members=reader).values("filiere"))
        | Q(organisation__members=reader)
    ).distinct()


def find_access(reader: Reader, filiere: Filiere) -> Access | None:
    """Return what a reader is to a filière, `None` when it must not know that it exists."""
    found = [Access.STRANGER] if filiere.visibility == FiliereVisibility.PUBLIC else []
    if isinstance(reader, User):
        roles = set(
            Member.objects.filter(filiere=filiere, user=reader)
            .values_list("role", flat=True)
            .union(
                Partner.objects.filter(filiere=filiere, organisation__members=reader).values_list(
                    "role", flat=True
                ),
                all=True,
            )
        )
        found += [Access(role) for role in roles]
        place = (
            reader.organisation_memberships.filter(organisation_id=filiere.organisation_id)
            .values_list("role", flat=True)
            .first()
        )
        if place is not None:
            # People of the organisation that holds the filière read it; its administrators lead it.
            is_admin = place == OrganisationRole.ADMIN
            found.append(Access.LEAD if is_admin else Access(Role.READER))
    return max(found, key=STRENGTH.index) if found else None


def open_filiere(*, reader: Reader, filiere_id: int, needs: Capability = Capability.READ) -> Opened:
    """
    Return a filière with what the reader may do in it.

    Raises
    ------
    Http404
        If it does not exist, or if the reader may not know that it does, or may not do that.
    """
    filiere = Filiere.objects.select_related("organisation").filter(pk=filiere_id).first()
    access = find_access(reader, filiere) if filiere else None
    if filiere is None or access is None:
        raise Http404
    opened = Opened(filiere=filiere, access=access)
    if not opened.can(needs):
        raise Http404
    return opened


def get_filiere(*, reader: Reader, filiere_id: int, needs: Capability = Capability.READ) -> Filiere:
    """Return a filière that the reader may use so; as `open_filiere`, without the access."""
    return open_filiere(reader=reader, filiere_id=filiere_id, needs=needs).filiere


def find_accesses(reader: User, filieres: Iterable[Filiere]) -> Mapping[int, Access]:
    """Return what a reader is to each of several filières, in a constant number of queries."""
    listed = list(filieres)
    found: dict[int, list[Access]] = {
        filiere.pk: [Access.STRANGER]
        for filiere in listed
        if filiere.visibility == FiliereVisibility.PUBLIC
    }
    own = Member.objects.filter(filiere__in=listed, user=reader).values_list("filiere", "role")
    joined = Partner.objects.filter(filiere__in=listed, organisation__members=reader).values_list(
        "filiere", "role"
    )
    for number, role in [*own, *joined]:
        found.setdefault(number, []).append(Access(role))
    places = dict(reader.organisation_memberships.values_list("organisation", "role"))
    for filiere in listed:
        if filiere.organisation_id in places:
            is_admin = places[filiere.organisation_id] == OrganisationRole.ADMIN
            found.setdefault(filiere.pk, []).append(Access.LEAD if is_admin else Access.READER)
    return {number: max(accesses, key=STRENGTH.index) for number, accesses in found.items()}
