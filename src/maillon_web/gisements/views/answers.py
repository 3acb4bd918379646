"""Files given to take away."""

from django.http import HttpResponse

__all__ = ["XLSX", "give_file"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def give_file(content: bytes, name: str, kind: str) -> HttpResponse:
    """Answer a file to keep."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
