"""
The HTTP edge of all drivers: one request, and what its failure means.

What failed before a connection stood was not sent. What failed later may have been accepted. The
key never reaches anything that is logged or raised: where it is part of the path, it is put in
below the HTTP client.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from newsroom.sms.drivers.address import Address
from newsroom.sms.gateway import AnswerLostError, NotSentError

KEY_PLACE = "KEY"  # stands for the key in every path that a log or an exception can show
MOST_BYTES = 4 << 20  # of an answer: a batch takes some 100 KB
SHORTEST_SECRET = 8  # characters that cannot stand in an answer by chance
TOO_MANY_REQUESTS = 429

_NEVER_LEFT = (
    httpx.ConnectError,  # refused, no such host, TLS
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its HTTP status and its body."""

    gateway: str
    status: int
    body: bytes

    @property
    def is_ok(self) -> bool:
        """Whether HTTP says that it went well; the body may still say otherwise."""
        return self.status // 100 == 2

    def record(self) -> dict[str, Any]:
        """The JSON object in the body. NotSentError or AnswerLostError where there is none."""
        try:
            record = json.loads(self.body)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            return record
        if self.status == TOO_MANY_REQUESTS:
            raise NotSentError(f"{self.gateway}: درخواست‌ها بیش از اندازه است (HTTP 429).")
        raise AnswerLostError(
            f"{self.gateway}: پاسخی که آمد خوانده نشد (HTTP {self.status}، {len(self.body)} بایت)."
        )


class Wire:
    """
    The connections to one gateway.

    Args:
        gateway: its Persian name, for what goes wrong.
        root: the path below which all its methods are; may hold `KEY_PLACE`.
        timeout_seconds: of a call from beginning to end; half of it for connecting.
    """

    def __init__(
        self,
        gateway: str,
        address: Address,
        *,
        timeout_seconds: float,
        root: str = "/",
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> None:
        # At DEBUG it tells the headers of answers, and a redirect may quote the whole address.
        logging.getLogger("httpcore").setLevel(logging.INFO)
        self._gateway = gateway
        self._host = address.host
        self._timeout_seconds = timeout_seconds
        secrets = (address.user, address.password)
        self._secrets = [secret.encode() for secret in secrets if len(secret) >= SHORTEST_SECRET]
        half = timeout_seconds / 2
        self._client = httpx.AsyncClient(
            base_url=f"{address.root}{root}",
            headers={"User-Agent": "Tarvij", **(headers or {})},
            auth=auth,
            timeout=httpx.Timeout(timeout_seconds, connect=half, pool=half),
            transport=_KeyedTransport(quote(address.user, safe="") if KEY_PLACE in root else ""),
            trust_env=False,  # a proxy from the environment would be one more who knows the key
        )

    async def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        form: Mapping[str, str] | None = None,
        body: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """
        One request and its whole answer. Redirects are not followed: a POST would become a GET.

        Args:
            form: fields of a form in the body.
            body: what is sent as JSON.
            content: what is sent as it is.
            headers: besides those of every call.

        Raises:
            NotSentError: nothing of it reached the gateway.
            AnswerLostError: it may have.
        """
        try:
            async with asyncio.timeout(self._timeout_seconds):
                request = self._client.build_request(
                    method, path, params=params, data=form, json=body, content=content,
                    headers=headers,
                )  # fmt: skip
                response = await self._client.send(request, stream=True)
                try:
                    read = await _read(response)
                finally:
                    await response.aclose()
        except _NEVER_LEFT as error:
            raise NotSentError(self._told("ارتباط برقرار نشد", error)) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise AnswerLostError(self._told("پاسخ نرسید", error)) from None
        if response.status_code // 100 == 3:
            raise AnswerLostError(
                f"{self._gateway}: {self._host} به نشانی دیگری راه نمود "
                f"(HTTP {response.status_code})؛ نشانی را در SMS_GATEWAY درست کنید."
            )
        return Answer(self._gateway, response.status_code, self._without_secrets(read))

    def _without_secrets(self, read: bytes) -> bytes:
        """An answer that quotes our key loses it before anybody can quote the answer."""
        for secret in self._secrets:
            read = read.replace(secret, b"***")
        return read

    def _told(self, what: str, error: Exception) -> str:
        return f"{self._gateway}: {what}؛ {self._host}: {type(error).__name__} {error}".strip()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


async def _read(response: httpx.Response) -> bytes:
    body = b""
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MOST_BYTES:
            raise httpx.ReadError("an answer without end")
    return body


class _KeyedTransport(httpx.AsyncHTTPTransport):
    """Puts the key into the path where nothing logs it: httpx tells every address it asks."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key.encode()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not self._key:
            return await super().handle_async_request(request)
        path = request.url.raw_path.replace(KEY_PLACE.encode(), self._key, 1)
        keyed = httpx.Request(
            request.method,
            request.url.copy_with(raw_path=path),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return await super().handle_async_request(keyed)
