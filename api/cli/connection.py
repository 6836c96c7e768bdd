"""A connection to the API: JSON in, JSON out, its problems and outages as failures."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from api.cli.address import find_url
from api.cli.failures import Failure, NotRunning, Refused

CONNECT_S = 5.0
ANSWER_S = 120.0
PAGE = 500  # rows; the most that a list gives at once

Json = dict[str, Any]


class Connection:
    """Safe to share between threads, as `httpx.Client` is."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = httpx.Client(
            base_url=url,
            timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S),
            # A proxy of the environment does not know this machine's own addresses.
            trust_env=urlsplit(url).hostname not in {"127.0.0.1", "localhost", "::1"},
        )

    def get(self, path: str, **parameters: object) -> Json:
        given = {name: value for name, value in parameters.items() if value not in (None, "", [], ())}
        return self._call("GET", path, params=given)

    def all_of(self, path: str, rows: str, **query: object) -> Iterator[Json]:
        """The rows of every page of a list."""
        cursor: object = None
        while True:
            page = self.get(path, **query, limit=PAGE, cursor=cursor)
            yield from page[rows]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def post(self, path: str, **sent: Any) -> Json:
        return self._call("POST", path, **sent)

    def patch(self, path: str, **sent: Any) -> Json:
        return self._call("PATCH", path, **sent)

    def put(self, path: str, **sent: Any) -> Json:
        return self._call("PUT", path, **sent)

    def delete(self, path: str) -> Json:
        return self._call("DELETE", path)

    def events(self, path: str, *, last_event_id: int | None = None) -> Iterator[Json]:
        """The data of each server-sent event, until the server ends the stream."""
        from httpx_sse import connect_sse

        headers = {} if last_event_id is None else {"Last-Event-ID": str(last_event_id)}
        with self._reached(), connect_sse(self.client, "GET", path, headers=headers, timeout=ANSWER_S) as source:
            if source.response.is_error:
                source.response.read()
                raise _refusal(source.response)
            for event in source.iter_sse():
                if event.data:  # a keep-alive has none
                    yield event.json()

    def text(self, path: str, **parameters: str) -> Iterator[str]:
        """A long reply, piece by piece while it comes."""
        with self._reached(), self.client.stream("GET", path, params=parameters) as response:
            if response.is_error:
                response.read()
                raise _refusal(response)
            yield from response.iter_text()

    def content(self, path: str) -> bytes:
        """What is no JSON, as it is."""
        return self._request("GET", path).content

    def _call(self, method: str, path: str, **sent: Any) -> Json:
        response = self._request(method, path, **sent)
        try:
            reply = response.json()
        except ValueError as error:
            raise Failure(f"{self.url} does not speak like asof: is the address right?") from error
        return {**reply, "http_status": response.status_code} if response.status_code == httpx.codes.ACCEPTED else reply

    def _request(self, method: str, path: str, **sent: Any) -> httpx.Response:
        with self._reached():
            response = self.client.request(method, path, **sent)
        if response.is_error:
            raise _refusal(response)
        return response

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotRunning(f"nothing answers at {self.url}") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise Failure(f"the connection to {self.url} was lost ({error}); try again") from error


@contextmanager
def connected(url: str | None) -> Iterator[Connection]:
    connection = Connection(find_url(url))
    try:
        yield connection
    finally:
        connection.client.close()


def document_path(document: str) -> str:
    """Of a document, by whatever a person typed for its slug."""
    return f"/v1/documents/{quote(document, safe='')}"


def _refusal(response: httpx.Response) -> Failure:
    try:
        problem = response.json()
    except ValueError:
        problem = {}
    if not isinstance(problem, dict) or "type" not in problem:
        problem = {"title": f"HTTP {response.status_code}", "detail": response.text[:300]}
    return Refused(problem)
