"""The same objects in an S3-compatible store: a real server, on loopback."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from preau.config.check import files_problems
from preau.config.env import SettingError, read_env
from preau.config.files import attachments_storage
from preau.core.files.accept import accept
from preau.core.files.storage import attachments, path_of
from preau.core.files.store import write
from tests import files

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(
    endpoint: str,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    request: pytest.FixtureRequest,
) -> Iterator[str]:
    """The name of a fresh bucket, which the settings of an administrator lead to."""
    name = f"pieces-{abs(hash(request.node.name))}"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA0000000000000000")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a" * 40)
    store = boto3.client("s3", endpoint_url=endpoint, region_name="ca-central-1")
    store.create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "ca-central-1"}
    )
    monkeypatch.setenv(
        "PREAU_FILES_URL", f"s3://{name}/preau?endpoint={endpoint}&region=ca-central-1"
    )
    settings.STORAGES = {**settings.STORAGES, "attachments": attachments_storage(read_env())}
    return name


@pytest.fixture
def client(endpoint: str, bucket: str):
    return boto3.client("s3", endpoint_url=endpoint, region_name="ca-central-1")


def test_what_is_written_is_read_and_deleted(bucket: str) -> None:
    key = write(accept(io.BytesIO(files.PDF), "Zoé.pdf"))
    with attachments().open(path_of(key)) as content:
        assert content.read() == files.PDF
    attachments().delete(path_of(key))
    with pytest.raises(FileNotFoundError):
        attachments().open(path_of(key))


def test_a17_an_object_is_private_under_a_name_of_ours_alone(bucket: str, client) -> None:
    key = write(accept(io.BytesIO(files.PDF), "Zoé.pdf"))
    (found,) = client.list_objects_v2(Bucket=bucket)["Contents"]
    assert found["Key"] == f"preau/{key[:2]}/{key}"
    grants = client.get_object_acl(Bucket=bucket, Key=found["Key"])["Grants"]
    assert {grant["Grantee"]["Type"] for grant in grants} == {"CanonicalUser"}
    head = client.head_object(Bucket=bucket, Key=found["Key"])
    assert head["ContentType"] == "application/octet-stream"
    assert head["Metadata"] == {}
    with pytest.raises(ValueError, match="address"):
        storages["attachments"].url(path_of(key))


def test_the_purge_finds_old_objects_and_no_others(bucket: str, client) -> None:
    names = {path_of(write(accept(io.BytesIO(files.PDF), "a.pdf"))) for _ in range(3)}
    client.put_object(Bucket=bucket, Key="elsewhere/not-ours", Body=b"x")
    later = NOW + timedelta(days=2)
    assert set(attachments().names_before(later)) == names
    assert set(attachments().names_before(NOW - timedelta(days=1))) == set()


def test_check_writes_and_reads_and_leaves_nothing(bucket: str, client) -> None:
    assert files_problems() == []
    assert client.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_check_says_what_is_wrong_with_a_bucket(
    bucket: str, endpoint: str, settings, monkeypatch
) -> None:
    monkeypatch.setenv("PREAU_FILES_URL", f"s3://absent?endpoint={endpoint}&region=ca-central-1")
    settings.STORAGES = {**settings.STORAGES, "attachments": attachments_storage(read_env())}
    (sentence,) = files_problems()
    assert "PREAU_FILES_URL" in sentence
    assert "a" * 40 not in sentence


def test_check_says_what_is_wrong_with_a_folder(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "attachments").write_text("a file where the folder should be")
    home = {
        "BACKEND": "preau.core.files.storage.FolderStorage",
        "OPTIONS": {"location": str(tmp_path / "attachments")},
    }
    settings.STORAGES = {**settings.STORAGES, "attachments": home}
    (sentence,) = files_problems()
    assert "PREAU_DATA" in sentence


@pytest.mark.parametrize(
    "url",
    ["https://objets.example/seau", "s3://", "s3://seau?acces=a", "s3://seau?endpoint=ftp://a"],
)
def test_an_address_of_storage_that_is_none_is_told(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREAU_FILES_URL", url)
    with pytest.raises(SettingError, match="PREAU_FILES_URL"):
        attachments_storage(read_env())


def test_half_of_a_credential_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREAU_FILES_URL", "s3://seau")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY", raising=False)
    with pytest.raises(SettingError, match="vont ensemble"):
        attachments_storage(read_env())


def test_without_an_address_a_folder_of_the_data_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREAU_FILES_URL", raising=False)
    env = read_env()
    assert attachments_storage(env)["OPTIONS"] == {"location": str(env.data_dir / "attachments")}
