"""Where a thread lies at the forge."""

import pytest
from ideario.forge.addresses import thread_url

HOME = "https://github.example:8443/riverton/ideas"


@pytest.mark.parametrize(
    ("thread", "address"),
    [
        ("pull/12", f"{HOME}/pull/12"),
        ("issue/3", f"{HOME}/issues/3"),
        ("riverton/library/discussion/4", "https://github.example:8443/riverton/library/discussions/4"),
        ("pull/issue/pull/4", "https://github.example:8443/pull/issue/pull/4"),
    ],
)
def test_a_thread_has_an_address_in_its_own_repository(thread: str, address: str) -> None:
    assert thread_url(HOME, thread) == address
    assert thread_url("", thread) == ""
