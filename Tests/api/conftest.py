"""The site as a program sees it."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "browser"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from account import ACCOUNT  # noqa: E402
from program import Site  # noqa: E402


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    site = Site(
        tmp_path_factory.mktemp("api"), GATEHOUSE_EMAIL_VERIFICATION="required", GATEHOUSE_SIGNUPS_PER_ADDRESS="1000",
        GATEHOUSE_TRIES_PER_ADDRESS="1000", GATEHOUSE_TRIES_PER_ACCOUNT="1000").start()
    yield site
    site.stop()
