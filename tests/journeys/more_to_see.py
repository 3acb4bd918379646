"""What the pages need beside one of each thing: lists at each step, links that open, a ranking."""

from collections.abc import Mapping
from dataclasses import dataclass

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from tests.web.directory.list_files import HEADERS, make_import, make_ready, write_csv
from tests.web.visitors import World

from maillon.domain.jobs import SilentProgress
from maillon_web.accounts.models import OrganisationInvitation, User
from maillon_web.accounts.selectors import hash_token
from maillon_web.config.first_access import make_link
from maillon_web.diagnosis.services.profiling import profile
from maillon_web.directory.models import ListImport, Presence
from maillon_web.directory.services import lists
from maillon_web.directory.services.list_undoing import undo_import
from maillon_web.directory.services.list_writing import apply
from maillon_web.filieres.models import Filiere, Invitation

__all__ = ["Sights", "make_sights"]

_TOKEN = "cle-qui-ouvre"  # noqa: S105 - of a made-up link
_NEW = "Exemple fictif de ressourcerie, d'atelier et de boutique au nom bien long"
# A new one, one like a known one, one refused; and a word of which nobody knows the meaning.
_ROWS = (
    (_NEW, "", "Felletin", "23500", "1 rue fictive", "Tri", "oui"),
    ("Exemple fictif double 1", "", "Aubusson", "23200", "", "Machin fictif", "non"),
    ("Exemple fictif 3", "80746931700019", "Felletin", "23500", "", "", "oui"),
    ("", "", "Felletin", "23500", "", "", ""),
)


@dataclass(frozen=True, kw_only=True)
class Sights:
    """The world, who looks at it, and the addresses that are only known here."""

    world: World
    users: Mapping[str, User | None]
    paths: Mapping[str, str]


def make_sights(world: World) -> Sights:
    """Add what makes every page worth seeing."""
    for user in world.users.values():
        if user is not None:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    profile(world.own.filiere, SilentProgress())
    return Sights(
        world=world,
        users={
            **world.users,
            "guarded": _make_guarded(),
            "without_password": User.objects.create_user("sans@exemple.test", name="sans"),
            "invitee": User.objects.create_user("invitee@exemple.test", name="Personne invitée"),
        },
        paths={
            **_make_lists(world.own.filiere, world.users["lead"]),
            **_make_links(world),
            **_find_parts_of_ranking(world.own.filiere),
            "nowhere": "/nulle-part/",
        },
    )


def _make_guarded() -> User:
    user = User.objects.create_user("garde@exemple.test", "mot de passe fictif", name="garde")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


def _make_lists(filiere: Filiere, lead: User | None) -> dict[str, str]:
    """Bring four lists, each as far as another step."""
    assert lead is not None
    read = make_import(filiere, lead, write_csv(_ROWS, HEADERS), label="Liste fictive relue")
    lists.ask_values(read, author=lead)
    lists.ask_preparation(read, author=lead)
    read.refresh_from_db()
    written, undone = (
        make_ready(filiere, lead, _ROWS[:1], HEADERS, label=label)
        for label in ("Liste fictive importée", "Liste fictive annulée")
    )
    for entry in (written, undone):
        apply(entry, author=lead, progress=SilentProgress())
    undone.refresh_from_db()
    undo_import(undone, author=lead, progress=SilentProgress())
    fresh = make_import(filiere, lead, write_csv(_ROWS, HEADERS), label="Liste fictive nouvelle")
    # The diagnostic made with these lists takes out the made-up actors, which no register knows.
    Presence.objects.filter(filiere=filiere, actor__name__startswith="Exemple fictif").update(
        is_listed=True
    )

    def at(entry: ListImport, step: str) -> str:
        return reverse("directory:list_step", args=(filiere.pk, entry.pk, step))

    return {
        "directory:list_step": at(read, "file"),
        "directory:list_step columns": at(read, "columns"),
        "directory:list_step values": at(read, "values"),
        "directory:list_step values stopped": at(fresh, "values"),
        "directory:list_step review": at(read, "review"),
        "directory:list_step review new": at(read, "review") + "?voir=new",
        "directory:list_step review rejected": at(read, "review") + "?voir=rejected",
        "directory:list_step done": at(written, "done"),
        "directory:list_step undone": at(undone, "done"),
        "directory:list_apply": reverse("directory:list_apply", args=(filiere.pk, read.pk)),
        "directory:list_undo": reverse("directory:list_undo", args=(filiere.pk, written.pk)),
        "directory:list_drop written": reverse(
            "directory:list_drop", args=(filiere.pk, written.pk)
        ),
    }


def _make_links(world: World) -> dict[str, str]:
    """Return links such as the ones sent by mail."""
    digest = hash_token(_TOKEN)
    objects = world.own.objects
    Invitation.objects.filter(pk=objects["invitation"]).update(token_digest=digest)
    OrganisationInvitation.objects.filter(pk=objects["organisation_invitation"]).update(
        token_digest=digest
    )
    stranger = world.users["stranger"]
    assert stranger is not None
    unconfirmed = EmailAddress.objects.create(user=stranger, email="autre@exemple.test")
    return {
        "filieres:accept_invitation": reverse("filieres:accept_invitation", args=(_TOKEN,)),
        "accounts:accept_organisation": reverse("accounts:accept_organisation", args=(_TOKEN,)),
        "account_confirm_email": reverse(
            "account_confirm_email", args=(EmailConfirmationHMAC(unconfirmed).key,)
        ),
        "enter twice": make_link(stranger, address="")[:-1],
    }


def _find_parts_of_ranking(filiere: Filiere) -> dict[str, str]:
    """Return a value and a score of the ranking."""
    from maillon.studies.ranking import rerank
    from maillon_web.diagnosis.models import RankingProfile

    ranked = rerank(RankingProfile.objects.get(filiere=filiere).profiles)
    first = ranked["filieres"][0]
    figure = next(entry["figure"] for entry in first["criteria"].values() if entry["figure"])
    return {
        "diagnosis:ranking_figure": reverse("diagnosis:ranking_figure", args=(filiere.pk, figure)),
        "diagnosis:ranking_score": reverse(
            "diagnosis:ranking_score", args=(filiere.pk, first["key"])
        ),
    }
