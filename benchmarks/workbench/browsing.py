"""A person with a browser, reduced to what the server sees: cookies, forms, times."""

import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

__all__ = ["Answer", "Browser", "Form", "read_forms"]

_TIMEOUT_S = 60
_UNSENT = frozenset({"submit", "button", "reset", "image", "file"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how long."""

    status: int
    body: str
    location: str
    ms: float


@dataclass(slots=True)
class Form:
    """A form of a page, with the values that it was shown with."""

    action: str
    method: str = "get"
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """Names of its fields, filled or not."""
        return {name for name, _value in self.fields} | set(self.choices)

    def fill(self, values: dict[str, str]) -> list[tuple[str, str]]:
        """Return what is sent: the values shown, but for those given."""
        kept = [(name, value) for name, value in self.fields if name not in values]
        return [*kept, *values.items()]


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._text: str | None = None
        self._select: str | None = None
        self._has_choice = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is None or ("disabled" in given and tag != "option"):
            return
        elif tag == "input":
            self._read_input(self._form, given)
        elif tag == "textarea":
            self._form.fields.append((given.get("name", ""), ""))
            self._text = ""
        elif tag == "select":
            self._select, self._has_choice = given.get("name", ""), False
            self._form.choices[self._select] = []
        elif tag == "option" and self._select:
            self._read_option(self._form, self._select, given)

    @staticmethod
    def _read_input(form: Form, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if not name or kind in _UNSENT:
            return
        if kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" not in given:
                return
        form.fields.append((name, given.get("value", "")))

    def _read_option(self, form: Form, name: str, given: dict[str, str]) -> None:
        value = given.get("value", "")
        form.choices[name].append(value)
        if "selected" in given:
            form.fields.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._text is not None and self._form is not None:
            name = self._form.fields[-1][0]
            # The first line break after <textarea> belongs to the markup.
            self._form.fields[-1] = (name, self._text.removeprefix("\n"))
            self._text = None


def read_forms(body: str) -> list[Form]:
    """Return the forms of a page."""
    reader = _FormReader()
    reader.feed(body)
    return reader.forms


class Browser:
    """Keeps the cookies of one person."""

    def __init__(self, port: int, session_cookie: str, session: str) -> None:
        self._port = port
        self._cookies = {session_cookie: session} if session else {}

    def get(self, path: str, *, is_fragment: bool = False) -> Answer:
        """Read a page, or a part of one."""
        return self._ask("GET", path, headers={"HX-Request": "true"} if is_fragment else {})

    def post(self, path: str, values: list[tuple[str, str]]) -> Answer:
        """Send a form."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, headers=headers, body=urlencode(values))

    def _ask(
        self, method: str, path: str, *, headers: dict[str, str], body: str | None = None
    ) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        sent = {"Cookie": cookies, "Accept-Language": "fr", **headers}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_TIMEOUT_S)
        started = time.perf_counter()
        try:
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            read = response.read()
        finally:
            connection.close()
        ms = (time.perf_counter() - started) * 1000
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        location = urlsplit(response.headers.get("Location", ""))
        return Answer(response.status, read.decode("utf-8", "replace"), location.path, ms)
