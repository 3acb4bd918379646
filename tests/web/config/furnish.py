"""
Furnish a home for the tests of the server: people, a filière, an actor, a lead who is signed in.

    python -m tests.web.config.furnish

Prints, as JSON, the cookie of the lead and the addresses of the filière.
"""

import json
import sys

__all__ = ["main"]


def main() -> None:
    """Make the base and what is in it."""
    from maillon_web.config.launching import load_applications

    load_applications(mode="development")
    from django.conf import settings
    from django.contrib.auth import login
    from django.contrib.sessions.backends.cached_db import SessionStore
    from django.http import HttpRequest
    from django.urls import reverse
    from tests.web.people import add_actor, make_filiere, make_people

    from maillon_web.config.preparation import prepare_base

    prepare_base()
    people = make_people()
    filiere = make_filiere(people)
    actor = add_actor(filiere, "Exemple fictif", stage="tri")
    # What a list brought may be taken out of the lists; what registers give may not.
    actor.presences.update(origin="list")
    request = HttpRequest()
    request.session = SessionStore()
    login(request, people.lead, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    told = {
        "cookie": [settings.SESSION_COOKIE_NAME, request.session.session_key],
        "overview": reverse("filieres:overview", args=[filiere.pk]),
        "list": reverse("directory:list", args=[filiere.pk]),
        "sheet": reverse("directory:sheet", args=[filiere.pk, actor.pk]),
        "unlist": reverse("directory:unlist", args=[filiere.pk, actor.pk]),
        "relist": reverse("directory:relist", args=[filiere.pk, actor.pk]),
        "upload": reverse("directory:list_upload", args=[filiere.pk]),
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
