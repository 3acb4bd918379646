"""OpenSankey: the workbook and the JSON of TerriFlux, read and written."""

from collections.abc import Sequence
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.sources.opensankey.conversion import (
    count_constraints,
    from_flow_model,
    list_other_dimensions,
    list_results,
    to_flow_model,
    with_results,
)
from maillon.sources.opensankey.document import (
    EXCHANGE,
    USUAL_UNCERTAINTY_SHARE,
    OpenSankeyDocument,
    OpenSankeyLink,
    OpenSankeyNode,
    OpenSankeyValue,
)
from maillon.sources.opensankey.json_form import (
    is_opensankey,
    is_opensankey_file,
    read_json,
    render_json,
)
from maillon.sources.opensankey.workbook_reading import has_dimensions, read_workbook
from maillon.sources.opensankey.workbook_writing import render_workbook

__all__ = [
    "EXCHANGE",
    "USUAL_UNCERTAINTY_SHARE",
    "OpenSankeyDocument",
    "OpenSankeyLink",
    "OpenSankeyNode",
    "OpenSankeyValue",
    "count_constraints",
    "from_flow_model",
    "has_dimensions",
    "is_opensankey",
    "is_opensankey_file",
    "list_other_dimensions",
    "list_results",
    "read_json",
    "read_opensankey",
    "read_workbook",
    "render_json",
    "render_workbook",
    "to_flow_model",
    "with_results",
]

_WORKBOOKS: Sequence[str] = (".xlsx", ".xlsm", ".xls", ".ods")


def read_opensankey(path: Path) -> OpenSankeyDocument:
    """
    Return what a file of OpenSankey says: a workbook or JSON, by the end of its name.

    Raises
    ------
    InvalidInput
        If the file cannot be read or is not OpenSankey's.
    """
    if path.suffix.lower() in _WORKBOOKS:
        return read_workbook(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"cannot read {path}: {error!r}",
            user=_("Le fichier {name} ne se lit pas : vérifiez son nom et son contenu.").format(
                name=path.name
            ),
        ) from error
    return read_json(text, name=path.name)
