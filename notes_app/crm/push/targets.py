"""Open a CRM for sending by its name. The client libraries are imported here, when they are needed, and nowhere earlier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from notes_app.crm.push.answers import AnswerFile
from notes_app.crm.push.credentials import FORMS, Credentials, form_of
from notes_app.crm.push.errors import PushToolsMissingError
from notes_app.crm.push.patience import Patience
from notes_app.crm.push.target import PushTarget

PUSH_TARGETS = tuple(FORMS)


def open_target(credentials: Credentials, patience: Patience, answers: AnswerFile, now: Callable[[], datetime]) -> PushTarget:
    """Return the target that the credentials are for; nothing is asked of it yet.

    Raises:
        NoCredentialsError: something is missing.
        PushToolsMissingError: notes-app was installed without its extra `push`.
    """
    credentials.require()
    label = form_of(credentials.target).label
    try:
        from notes_app.crm.push.http import Wire

        wire = Wire(label, patience, answers, now, secrets=credentials.secrets)
        if credentials.target == "salesforce":
            from notes_app.crm.push import salesforce

            wire.read_busy, wire.may_repeat, wire.is_secret = salesforce.read_busy, salesforce.may_repeat, salesforce.is_login
            import simple_salesforce  # noqa: F401 - missing, it is said now and not half-way

            return salesforce.SalesforcePush(credentials, wire)
        if credentials.target == "hubspot":
            from notes_app.crm.push import hubspot

            wire.read_busy, wire.may_repeat = hubspot.read_busy, hubspot.may_repeat
            return hubspot.HubspotPush(credentials, wire)
        from notes_app.crm.push import kintone

        wire.may_repeat = kintone.may_repeat
        return kintone.KintonePush(credentials, wire)
    except ImportError as error:
        raise PushToolsMissingError(target=label) from error
