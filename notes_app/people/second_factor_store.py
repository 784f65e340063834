"""Second factors in the ledger: who has one, and checking a code so that it works once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update

from notes_app.errors import NotesAppError
from notes_app.ledger.schema import SECOND_FACTOR
from notes_app.ledger.sealing import Sealer
from notes_app.people.second_factor import hash_recovery_code, make_recovery_codes, matching_step


class CodeWrongError(NotesAppError):
    ja = "確認コードが違います。アプリに今表示されている 6 桁を入力してください。スマートフォンの時刻がずれているとコードも合いません。"
    en = "The code is not right. Type the six digits the app shows now; a phone whose clock is off shows other ones."
    status = 401


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """That a person has a second factor. recovery_count: recovery codes left, 0 to 10."""

    person_id: str
    created_at: datetime
    recovery_count: int


class SecondFactors:
    """Second factors in the ledger. `now` gives aware UTC; `sealer` keeps their secrets from whoever steals the ledger."""

    def __init__(self, engine: Engine, now: Callable[[], datetime], sealer: Sealer) -> None:
        self._engine = engine
        self._now = now
        self._sealer = sealer

    def find(self, person_id: str) -> SecondFactor | None:
        with self._engine.connect() as link:
            row = _row(link, person_id)
        return None if row is None else SecondFactor(person_id, row["created_at"], len(row["recovery_hashes"]))

    def owners(self) -> frozenset[str]:
        """Return the ids of everybody who has one."""
        with self._engine.connect() as link:
            return frozenset(link.execute(select(SECOND_FACTOR.c.person_id)).scalars())

    def turn_on(self, person_id: str, secret: str, code: str) -> tuple[str, ...]:
        """Keep the secret once a code proves that the app has it; return ten recovery codes, to be shown once.

        A second factor the person had before ends with its recovery codes.

        Raises:
            CodeWrongError.
        """
        step = matching_step(secret, code, self._now())
        if step is None:
            raise CodeWrongError()
        codes = make_recovery_codes()
        with self._engine.begin() as link:
            link.execute(delete(SECOND_FACTOR).where(SECOND_FACTOR.c.person_id == person_id))
            hashes = [hash_recovery_code(one) for one in codes]
            link.execute(
                insert(SECOND_FACTOR).values(
                    person_id=person_id,
                    sealed_secret=self._sealer.seal(secret),
                    last_step=step,
                    recovery_hashes=hashes,
                    created_at=self._now(),
                )
            )
        return codes

    def turn_off(self, person_id: str) -> bool:
        """Return whether there was one."""
        with self._engine.begin() as link:
            return link.execute(delete(SECOND_FACTOR).where(SECOND_FACTOR.c.person_id == person_id)).rowcount > 0

    def check(self, person_id: str, code: str) -> bool:
        """Return whether `code` is right, and use it up: neither a code of the app nor a recovery code works twice.

        Raises:
            SealBrokenError: the secret was sealed with another key; an administrator can reset the second factor.
        """
        with self._engine.begin() as link:
            row = _row(link, person_id)
            if row is None:
                return False
            hashes, used = list(row["recovery_hashes"]), hash_recovery_code(code)
            if used in hashes:
                hashes.remove(used)
                _change(link, person_id, recovery_hashes=hashes)
                return True
            secret = self._sealer.open(row["sealed_secret"], what="二段階認証 / second factor")
            step = matching_step(secret, code, self._now())
            if step is None or step <= row["last_step"]:
                return False
            _change(link, person_id, last_step=step)
            return True


def _row(link: Connection, person_id: str) -> RowMapping | None:
    return link.execute(select(SECOND_FACTOR).where(SECOND_FACTOR.c.person_id == person_id)).mappings().first()


def _change(link: Connection, person_id: str, **values: object) -> None:
    link.execute(update(SECOND_FACTOR).where(SECOND_FACTOR.c.person_id == person_id).values(**values))
