"""The site as a program sees it."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "browser"))
from program import Site  # noqa: E402

ACCOUNT = {
    "email": "ada@example.com", "password": "correct horse", "password_retype": "correct horse",
    "first_name": "Ada", "last_name": "Lovelace",
}


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    site = Site(
        tmp_path_factory.mktemp("api"), GATEHOUSE_EMAIL_VERIFICATION="required", GATEHOUSE_SIGNUPS_PER_ADDRESS="1000",
        GATEHOUSE_TRIES_PER_ADDRESS="1000", GATEHOUSE_TRIES_PER_ACCOUNT="1000").start()
    yield site
    site.stop()
