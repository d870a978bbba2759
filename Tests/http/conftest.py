"""The site as it meets the network."""

import pathlib
import resource
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "browser"))
from program import Site  # noqa: E402


@pytest.fixture(scope="session")
def many_descriptors():
    """How many files and connections the tests may have open: as many as the system lets them."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site on which a request, an answer and a pause may take a second."""
    site = Site(tmp_path_factory.mktemp("http"), GATEHOUSE_REQUEST_SECONDS="1").start()
    yield site
    site.stop()
