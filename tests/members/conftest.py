"""What the tests of the roster pages share."""

import pytest

from members.services.sectors import load_sectors


@pytest.fixture
def media(db, settings, tmp_path):
    """Uploads go into a folder of the test; two sectors have other names."""
    settings.MEDIA_ROOT = tmp_path
    load_sectors(["教育", "工会"])
    return tmp_path


@pytest.fixture
def office(cast, client):
    """The office clerk's browser."""
    client.force_login(cast.office_clerk)
    return client
