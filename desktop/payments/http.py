"""The SDK's calls over the HTTP client of the house: this computer's own certificates, and times that end."""

import ssl
from collections.abc import Mapping
from typing import Any

import httpx2
import stripe
import truststore


class HouseClient(stripe.HTTPClient):
    """A transport for Stripe's SDK, which does the retries. The key is in no error: they keep no request."""

    name = "httpx2"

    def __init__(self, seconds: float) -> None:
        super().__init__()
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._http = httpx2.Client(timeout=seconds, verify=context, follow_redirects=False)

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Return body, status and headers. Raises APIConnectionError where there is no whole answer."""
        try:
            answer = self._http.request(method, url, headers=dict(headers or {}), content=post_data)
        except httpx2.HTTPError as error:
            # A name that does not resolve and a port that does not open are worth the SDK's own two retries.
            raise stripe.APIConnectionError(  # type: ignore[no-untyped-call]  # the SDK leaves it so
                f"no answer ({type(error).__name__})", should_retry=isinstance(error, httpx2.TransportError)
            ) from None
        return answer.text, answer.status_code, answer.headers

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()
