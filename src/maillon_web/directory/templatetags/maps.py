"""What the map asks of the server's settings: `{% load maps %}`."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def base_map_style() -> str:
    """Return the address of the public base map, empty when the server has none."""
    return str(settings.BASE_MAP_STYLE)
