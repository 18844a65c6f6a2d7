"""Blocking calls beside the loop, in threads that nobody waits for at the end."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Aside(ThreadPoolExecutor):
    """A keychain may ask a person, a name look-up may take half a minute: closing the app waits for neither.

    asyncio takes nothing but a ThreadPoolExecutor, and joins that one's own threads.
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run ``fn`` in a daemon thread of its own."""
        future: Future[T] = Future()

        def carry() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to who awaits the call
                future.set_exception(error)

        Thread(target=carry, name="sync-aside", daemon=True).start()
        return future
