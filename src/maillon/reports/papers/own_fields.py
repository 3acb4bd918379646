"""The fields of a Word file of one's own: which are used, and what is not admitted."""

from collections.abc import Callable, Iterator, Mapping

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest
from maillon.reference.papers import FieldKind, PaperField, list_paper_fields

__all__ = ["FieldReader", "FilledEnvironment"]

_ADMITTED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
)
_FILTERS = {
    "upper",
    "lower",
    "capitalize",
    "title",
    "trim",
    "join",
    "length",
    "count",
    "first",
    "last",
    "default",
    "d",
}
_TESTS = {"defined", "undefined", "none", "odd", "even"}
_LOOP = {"index", "index0", "first", "last", "length", "revindex"}
_LISTS = {FieldKind.LIST, FieldKind.TEXTS}


class FilledEnvironment(SandboxedEnvironment):
    """Fills fields, conditions and loops, and nothing else: no call, no macro, no arithmetic."""

    def __init__(self) -> None:
        super().__init__(autoescape=True)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.tests = {name: self.tests[name] for name in _TESTS}


class FieldReader:
    """
    Reads templates and gathers what they use.

    Attributes
    ----------
    fields
        Paths of the fields used, in the order in which they appear, each once.
    problems
        French sentences, one a problem, each once.
    """

    def __init__(self) -> None:
        self.fields: dict[str, None] = {}
        self.problems: dict[str, None] = {}
        self._known: dict[str, PaperField] = {field.path: field for field in list_paper_fields()}
        self._environment = SandboxedEnvironment()

    def read(self, source: str, show_line: Callable[[str, int], str]) -> None:
        """Gather the fields and the problems of one template."""
        try:
            tree = self._environment.parse(source)
        except TemplateSyntaxError as error:
            near = show_line(source, error.lineno)
            self._report(
                _(
                    "Un champ ou une instruction est mal écrit près de « {near} » : vérifiez ses "
                    "accolades et la fin de chaque boucle ou condition."
                ).format(near=near)
            )
            return
        self._visit(tree, {})

    def _report(self, problem: str) -> None:
        self.problems.setdefault(problem, None)

    def _visit(self, node: nodes.Node, names: Mapping[str, str]) -> None:
        if not isinstance(node, _ADMITTED):
            self._report(
                _(
                    "Une instruction de type « {kind} » n’est pas admise : gardez les champs, les "
                    "conditions et les boucles."
                ).format(kind=type(node).__name__)
            )
            return
        if isinstance(node, nodes.For):
            self._visit_loop(node, names)
            return
        if isinstance(node, (nodes.Name, nodes.Getattr, nodes.Getitem)):
            self._visit_field(node, names)
            return
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            self._report(_("Le filtre « {name} » n’est pas admis.").format(name=node.name))
        if isinstance(node, nodes.Test) and node.name not in _TESTS:
            self._report(_("Le test « {name} » n’est pas admis.").format(name=node.name))
        for child in node.iter_child_nodes():
            self._visit(child, names)

    def _visit_loop(self, node: nodes.For, names: Mapping[str, str]) -> None:
        path = _read_path(node.iter, names)
        field = self._known.get(path or "")
        if path is None or not isinstance(node.target, nodes.Name) or node.recursive:
            self._report(_("Une boucle parcourt une liste de champs, et elle seule."))
            return
        if field is None:
            self._say_unknown(path)
        elif field.kind not in _LISTS:
            self._report(
                _("« {field} » n’est pas une liste : une boucle ne peut pas la parcourir.").format(
                    field=path
                )
            )
        self.fields.setdefault(path, None)
        inner = {**names, node.target.name: path, "loop": "loop"}
        for child in (*node.body, *([node.test] if node.test else [])):
            self._visit(child, inner)
        for child in node.else_:
            self._visit(child, names)

    def _visit_field(self, node: nodes.Node, names: Mapping[str, str]) -> None:
        path = _read_path(node, names)
        if path is None:
            self._report(_("Un champ se nomme par des mots et des points, sans calcul."))
        elif path.partition(".")[0] == "loop" and "loop" in names:
            if path.partition(".")[2] not in _LOOP:
                self._say_unknown(path)
        elif self._is_group(node, path, names):
            inside = next(known for known in self._known if known.startswith(f"{path}."))
            self._report(
                _("« {group} » réunit plusieurs champs : nommez-en un, tel « {field} ».").format(
                    group=path, field=inside
                )
            )
        elif path in self._known:
            self.fields.setdefault(path, None)
        else:
            self._say_unknown(path)

    def _is_group(self, node: nodes.Node, path: str, names: Mapping[str, str]) -> bool:
        field = self._known.get(path)
        if field is None:
            return any(known.startswith(f"{path}.") for known in self._known)
        # The item of a loop has the path of its list.
        return field.kind is FieldKind.LIST and isinstance(node, nodes.Name) and node.name in names

    def _say_unknown(self, path: str) -> None:
        near = find_nearest(path, self._known, limit=1)
        problem = _("Le champ « {field} » n’existe pas.").format(field=path)
        hint = _("Vouliez-vous écrire « {near} » ?").format(near=near[0]) if near else ""
        self._report(f"{problem} {hint}".strip())


def _read_path(node: nodes.Node, names: Mapping[str, str]) -> str | None:
    """Return the path that an expression names, `None` when it computes something."""
    parts = list(_iter_parts(node))
    if not parts or parts[-1] is None:
        return None
    first, *others = (str(part) for part in reversed(parts))
    return ".".join([names.get(first, first), *others])


def _iter_parts(node: nodes.Node) -> Iterator[str | None]:
    """Yield the names of a path, the last one first; `None` at the end when it is no path."""
    while True:
        if isinstance(node, nodes.Name):
            yield node.name
            return
        if isinstance(node, nodes.Getattr):
            yield node.attr
            node = node.node
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            # An item by its rank has the path of its list.
            if isinstance(node.arg.value, str):
                yield node.arg.value
            node = node.node
        else:
            yield None
            return
