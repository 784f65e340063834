"""Keep a secret in the ledger so that a stolen ledger or backup does not give it away.

The key is made from `var/secret_key`, which no backup carries: what was sealed elsewhere cannot be opened, and says so.

Source: Fernet (AES-128-CBC with HMAC-SHA256), https://cryptography.io/en/latest/fernet/; HKDF, RFC 5869.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from notes_app.errors import NotesAppError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class SealBrokenError(NotesAppError):
    """Facts: what."""

    ja = "保存されている{what}を開けません。var/secret_key が、保存したときのものと違います。もう一度設定してください。"
    en = "The stored {what} cannot be opened: var/secret_key is not the one it was sealed with. Please set it again."
    status = 409


class Sealer:
    """Seal and open short texts with a key kept in `file`, which is made when first needed."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode("utf-8")).decode("ascii")

    def open(self, sealed: str, *, what: str) -> str:
        """Return the text. what: how an error calls it. Raises: SealBrokenError."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(sealed.encode("utf-8", "surrogatepass")).decode("utf-8")
        except InvalidToken as error:
            raise SealBrokenError(what=what) from error

    @cached_property
    def _fernet(self) -> Fernet:
        # A fifth of a second to load, and needed only by those who seal something.
        from cryptography.fernet import Fernet
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"notes-app ledger seal")
        return Fernet(base64.urlsafe_b64encode(derive.derive(read_secret_key(self._file))))


def read_secret_key(path: Path) -> bytes:
    """Return the key that signs CSRF tokens and seals secrets, made at the first start.

    The file is created with mode 0600 and never overwritten, so two starts at once agree on one key.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        # Written beside and linked into place: another process never reads half a key.
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_hex(32).encode())
            os.link(fresh, path)
        finally:
            fresh.unlink()
    return path.read_bytes()
