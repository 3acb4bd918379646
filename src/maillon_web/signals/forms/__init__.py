"""Forms of signals, notes, projects and obstacles."""

from maillon_web.signals.forms.passages import PassageForm
from maillon_web.signals.forms.records import (
    FollowForm,
    NoteForm,
    ObstacleForm,
    ProjectForm,
    SignalForm,
)

__all__ = ["FollowForm", "NoteForm", "ObstacleForm", "PassageForm", "ProjectForm", "SignalForm"]
