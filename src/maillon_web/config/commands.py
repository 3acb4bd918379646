"""The commands that the workbench adds to `maillon`; Django is loaded when one of them runs."""

import os
from pathlib import Path
from typing import Annotated

import typer

from maillon.domain.language import translate as _

__all__ = ["app"]

app = typer.Typer()
admin = typer.Typer(help=_("Ouvrir l’accès à qui administre."), no_args_is_help=True)
app.add_typer(admin, name="admin")

_LOCAL = "127.0.0.1"
_PORT = 8000


@app.command("serve", help=_("Ouvrir Maillon dans les navigateurs."))
def serve_command(
    *,
    host: Annotated[
        str, typer.Option(help=_("Adresse réseau sur laquelle Maillon répond."))
    ] = _LOCAL,
    port: Annotated[
        int, typer.Option(help=_("Port ; 0 pour le premier libre à partir de 8000."))
    ] = _PORT,
    local: Annotated[
        bool, typer.Option("--local", help=_("Pour vous seul, sur ce poste, sans HTTPS."))
    ] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help=_("La démonstration, remplie avec les cas fournis."))
    ] = False,
    home: Annotated[
        Path, typer.Option(help=_("Dossier de la démonstration ; le vôtre n’est pas touché."))
    ] = Path("var/demo"),
    check: Annotated[
        bool,
        typer.Option("--check", help=_("Ouvrir la démonstration, la vérifier, puis l’arrêter.")),
    ] = False,
) -> None:
    """Serve until told to stop."""
    from maillon_web.config.launching import choose_demo_home, load_applications

    if demo or check:
        choose_demo_home(home)
        load_applications(mode="demo")
        from maillon_web.config.showing import show_demonstration

        # Told no port, the demonstration takes the first free one: another may be open.
        raise typer.Exit(show_demonstration(is_check=check, port=0 if port == _PORT else port))
    load_applications(mode="development" if local else "production")
    from maillon_web.config.serving import serve

    raise typer.Exit(serve(host=host, port=port))


@app.command("work", help=_("Ajouter une machine aux travaux longs (base PostgreSQL)."))
def work_command(
    name: Annotated[
        str, typer.Option(help=_("Nom de ce travailleur ; par défaut, celui de la machine."))
    ] = "",
) -> None:
    """Do the long works until told to stop."""
    from maillon_web.config.launching import load_applications

    load_applications(mode="production")
    from maillon_web.config.preparation import check_schema
    from maillon_web.config.working import name_worker, work

    check_schema()
    work(name or name_worker("work"))


@app.command("backup", help=_("Sauvegarder dans un fichier tout ce que l’équipe a écrit."))
def backup_command(
    file: Annotated[Path, typer.Argument(help=_("Fichier à écrire (.zip)."))],
) -> None:
    """Write a backup."""
    _load()
    from maillon_web.config.backup import write_backup

    typer.echo(write_backup(file).describe())


@app.command("restore", help=_("Remettre en place une sauvegarde."))
def restore_command(
    file: Annotated[Path, typer.Argument(help=_("Fichier écrit par « maillon backup »."))],
    *,
    replace: Annotated[
        bool,
        typer.Option("--replace", help=_("Effacer ce que la base contient, puis restaurer.")),
    ] = False,
) -> None:
    """Restore a backup."""
    _load()
    from maillon_web.config.backup import restore_backup
    from maillon_web.config.preparation import hold_home, prepare_base

    with hold_home():
        prepare_base()
        typer.echo(restore_backup(file, is_replacing=replace).describe())


@admin.command("create", help=_("Créer un compte d’administration, ou lui redonner accès."))
def create_admin_command(
    email: Annotated[str, typer.Argument(help=_("Adresse e-mail de la personne."))],
    address: Annotated[
        str, typer.Option(help=_("Adresse où Maillon s’ouvre, pour écrire le lien."))
    ] = "http://127.0.0.1:8000",
) -> None:
    """Make an administrator and print the link that opens its first session."""
    _load()
    from maillon_web.config.first_access import create_administrator, make_link
    from maillon_web.config.preparation import prepare_base

    prepare_base()
    person = create_administrator(email)
    typer.echo(
        _("Ouvrez ce lien, qui ne sert qu’une fois, dans les 24 heures : {link}").format(
            link=make_link(person, address=address)
        )
    )


def _load() -> None:
    """Load the applications for a command that serves no page, and so signs nothing."""
    from maillon_web.config.launching import load_applications

    load_applications(mode="production" if os.environ.get("MAILLON_SECRET_KEY") else "development")
