import pytest


@pytest.fixture(autouse=True)
def _static_files_as_they_are(settings) -> None:
    """No manifest is gathered for a test: addresses without fingerprints will do."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
