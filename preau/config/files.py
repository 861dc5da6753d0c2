"""Where attachments are stored: a folder of PREAU_DATA, or the bucket of PREAU_FILES_URL."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from preau.config.env import Env, SettingError

_EXAMPLE = "s3://nom-du-seau?endpoint=https://objets.example&region=ca-central-1"
_ANSWERS = {"endpoint", "region"}


def attachments_storage(env: Env) -> dict[str, Any]:
    """STORAGES["attachments"]. Raises SettingError, in one sentence."""
    if env.files_url:
        return {"BACKEND": "preau.core.files.storage.BucketStorage", "OPTIONS": _bucket(env)}
    return {
        "BACKEND": "preau.core.files.storage.FolderStorage",
        "OPTIONS": {"location": str(env.data_dir / "attachments")},
    }


def _bucket(env: Env) -> dict[str, Any]:
    parts = urlsplit(env.files_url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme != "s3" or not parts.hostname or query.keys() - _ANSWERS:
        raise SettingError(
            f"PREAU_FILES_URL doit ressembler à «\u00a0{_EXAMPLE}\u00a0»; la clé d’accès se donne "
            "dans AWS_ACCESS_KEY_ID et AWS_SECRET_ACCESS_KEY."
        )
    endpoint = query.get("endpoint")
    if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
        raise SettingError("PREAU_FILES_URL\u00a0: «\u00a0endpoint\u00a0» doit être en http(s).")
    access_key, secret_key, token = env.files_access
    if bool(access_key) != bool(secret_key):
        raise SettingError("AWS_ACCESS_KEY_ID et AWS_SECRET_ACCESS_KEY vont ensemble.")
    return {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "endpoint_url": endpoint,
        "region_name": query.get("region"),
        # Without them, the machine's own role answers.
        "access_key": access_key or None,
        "secret_key": secret_key or None,
        "security_token": token or None,
        # An object is private unless it says otherwise; stores that know no ACL refuse any.
        "default_acl": None,
        "querystring_auth": False,
        # A key is random: asking first whether it is taken would double the requests.
        "file_overwrite": True,
        "client_config": _client(path_style=bool(endpoint)),
    }


def _client(*, path_style: bool) -> Any:
    """Patient, but not for ever; no checksum that only the first maker of S3 knows."""
    from botocore.config import Config  # noqa: PLC0415 - only who stores in a bucket loads it

    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if path_style else "auto"},
        connect_timeout=5,
        read_timeout=30,
        retries={"total_max_attempts": 3, "mode": "standard"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
