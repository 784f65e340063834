"""A kintone for one app on this machine, as strict as the documented REST API: fields, types, options, unique keys, limits.

It keeps what it was sent. Served over TLS, since kintone's tools take nothing else.

Source: kintone REST API (form fields, bulk request, records, limits).
"""

from __future__ import annotations

import json
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

MOST_RECORDS = 100
MOST_REQUESTS = 20
_SHAPES = {
    "NUMBER": re.compile(r"-?\d{1,30}(\.\d+)?"),
    "DATE": re.compile(r"\d{4}-\d\d-\d\d"),
    "TIME": re.compile(r"\d\d:\d\d"),
    "DATETIME": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
}


class KintoneApp:
    """One app: its fields, and the records it took, keyed by the value of the update key."""

    def __init__(self, properties: dict[str, Any]) -> None:
        self.properties = properties
        self.records: dict[str, dict[str, Any]] = {}

    def take(self, request: dict[str, Any]) -> dict[str, Any]:
        """Take one request of a bulk request; ValueError is kintone's CB_VA01."""
        records = request["payload"]["records"]
        if len(records) > MOST_RECORDS:
            raise ValueError(f"{len(records)} records in one request")
        for one in records:
            key, cells = one["updateKey"], one["record"]
            if not self.properties[key["field"]]["unique"] or len(key["value"]) > 64:
                raise ValueError("the update key must be unique and 64 characters at most")
            self._check(cells)
            self.records[key["value"]] = {**self.records.get(key["value"], {}), **{name: cell["value"] for name, cell in cells.items()}}
        return {"records": [{"id": str(at), "revision": "1"} for at, _ in enumerate(records, start=1)]}

    def _check(self, cells: dict[str, Any]) -> None:
        for code, cell in cells.items():
            field = self.properties.get(code)
            if field is None:
                raise ValueError(f"no field {code}")
            value = cell["value"]
            shape = _SHAPES.get(field["type"])
            if value and shape and not shape.fullmatch(value):
                raise ValueError(f"{code}: {value!r} is no {field['type']}")
            chosen = value if isinstance(value, list) else [value] if value else []
            if "options" in field and not set(chosen) <= set(field["options"]):
                raise ValueError(f"{code}: {value!r} is not among the options")


@contextmanager
def serve(app: KintoneApp, folder: Path) -> Iterator[tuple[str, Path]]:
    """Serve `app` on the loopback address; yields its base URL and the certificate to trust."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *words: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            body: dict[str, Any] = {"appId": "1", "code": "", "name": "app"}
            if path.endswith("fields.json"):
                body = {"properties": app.properties, "revision": "1"}
            elif path.endswith("records.json"):
                body = {"records": [], "totalCount": "0"}
            self._answer(200, body)

        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
            try:
                if len(sent["requests"]) > MOST_REQUESTS:
                    raise ValueError("too many requests in one")
                self._answer(200, {"results": [app.take(one) for one in sent["requests"]]})
            except (ValueError, KeyError) as error:
                problem = {"code": "CB_VA01", "id": "x", "message": str(error), "errors": {"record": {"messages": [str(error)]}}}
                self._answer(400, {"results": [problem, *({} for _ in sent.get("requests", [])[1:])]})

        def _answer(self, status: int, body: object) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    certificate, key = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}", certificate
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine that lives for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return certificate, private
