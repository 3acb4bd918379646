"""One file that holds all that people wrote, and that any engine takes back."""

from maillon_web.config.backup.restoring import restore_backup
from maillon_web.config.backup.writing import write_backup

__all__ = ["restore_backup", "write_backup"]
