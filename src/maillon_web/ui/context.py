"""What every template may ask: the theme that the reader chose."""

from django.http import HttpRequest

__all__ = ["THEMES", "THEME_COOKIE", "page_settings"]

THEME_COOKIE = "maillon_theme"
THEMES = ("auto", "light", "dark")


def page_settings(request: HttpRequest) -> dict[str, object]:
    """Return the theme kept in the reader's cookie; anything else counts as automatic."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": chosen if chosen in THEMES else "auto"}
