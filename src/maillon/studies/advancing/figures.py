"""The counts of a step of the method, as figures that open."""

from dataclasses import dataclass

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.language import translate as _

__all__ = ["StepCounts", "add_progress_figures"]


@dataclass(frozen=True, kw_only=True, slots=True)
class StepCounts:
    """Levers of a step, or of the whole method, by state."""

    to_do: int
    in_progress: int
    done: int
    set_aside: int

    @property
    def total(self) -> int:
        """All the levers."""
        return self.to_do + self.in_progress + self.done + self.set_aside

    @property
    def kept(self) -> int:
        """Those that are not set aside."""
        return self.total - self.set_aside

    @property
    def share(self) -> float | None:
        """Part of the kept levers that are done; `None` when none is kept."""
        return self.done / self.kept if self.kept else None

    def to_dict(self) -> dict[str, int | float | None]:
        """Return the counts and the share by name, for JSON."""
        return {
            "to_do": self.to_do,
            "in_progress": self.in_progress,
            "done": self.done,
            "set_aside": self.set_aside,
            "share": self.share,
        }


def add_progress_figures(
    book: FigureBook, *, prefix: str, name: str, counts: StepCounts
) -> dict[str, str]:
    """
    Add the counts of a step and return their identifiers by state, with `share`.

    Parameters
    ----------
    prefix
        Start of the identifiers: `method`, or `method.<step>`.
    name
        Title of the step; empty for the whole method.
    """
    scope = name or _("toute la démarche")
    labels = {
        "to_do": _("Leviers à faire ({scope})"),
        "in_progress": _("Leviers en cours ({scope})"),
        "done": _("Leviers faits ({scope})"),
        "set_aside": _("Leviers mis de côté ({scope})"),
    }
    ids = {
        state: book.add(
            Figure(
                id=f"{prefix}.{state}",
                label=label.format(scope=scope),
                value=getattr(counts, state),
                unit=_("leviers"),
                formula_key="demarche",
                formula=_("Nombre de leviers auxquels l’équipe a donné cet état."),
                inputs=[FigureInput(label=_("Leviers de la démarche"), value=counts.total)],
                caveats=[_("Tous les leviers comptent autant ; un levier fait n’est pas mesuré.")],
            )
        )
        for state, label in labels.items()
    }
    ids["share"] = book.add(_share(prefix, scope, counts, ids))
    return ids


def _share(prefix: str, scope: str, counts: StepCounts, ids: dict[str, str]) -> Figure:
    caveats = [_("Les leviers mis de côté ne comptent pas.")]
    if counts.share is None:
        caveats.append(_("Tous les leviers sont mis de côté : il n’y a pas de part à donner."))
    return Figure(
        id=f"{prefix}.share",
        label=_("Part des leviers faits ({scope})").format(scope=scope),
        value=counts.share,
        formula_key="demarche",
        formula=_("leviers faits / (leviers - leviers mis de côté)"),
        inputs=[
            FigureInput(label=_("Leviers faits"), value=counts.done, figure=ids["done"]),
            FigureInput(label=_("Leviers"), value=counts.total),
            FigureInput(
                label=_("Leviers mis de côté"), value=counts.set_aside, figure=ids["set_aside"]
            ),
        ],
        caveats=caveats,
    )
