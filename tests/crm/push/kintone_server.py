"""kintone's record API as it is documented: limits, error shapes, all or nothing in a call."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.crm.push.loopback import Asked, Loopback, Said

TOKENS = {"account": "tokenAccount1", "rest": "tokenRest2"}
TOKEN = ",".join(TOKENS.values())


def refusal(status: int, code: str, message: str, errors: dict[str, Any] | None = None) -> Said:
    body = {"code": code, "id": "1505999166-897850006", "message": message}
    return Said(status, {**body, "errors": errors} if errors else body)


class Kintone(Loopback):
    """apps: number -> {"fields": properties, "records": [record]}."""

    def __init__(self, apps: dict[int, dict[str, Any]]) -> None:
        super().__init__()
        self.apps: dict[int, dict[str, Any]] = {number: {"fields": fields, "records": [], "by_key": {}} for number, fields in apps.items()}
        self.names_records = True  # whether an error says which record it means

    def is_write(self, asked: Asked) -> bool:
        return asked.method != "GET" and asked.headers.get("X-HTTP-Method-Override") != "GET"

    def answer(self, asked: Asked) -> Said:
        given = asked.headers.get("X-Cybozu-API-Token", "").split(",")
        if not set(given) & set(TOKENS.values()):
            return refusal(403, "GAIA_IA02", "指定したAPIトークンに対応するアプリがありません。")
        if asked.path == "/k/v1/app/form/fields.json":
            app = self.apps.get(int(asked.query["app"]))
            if app is None:
                return refusal(404, "GAIA_AP01", f"指定したアプリ（id: {asked.query['app']}）が見つかりません。削除されている可能性があります。")
            return Said(200, {"properties": app["fields"], "revision": "2"})
        if asked.path == "/k/v1/records.json" and asked.method == "PUT":
            return self._upsert(asked.json)
        if asked.path == "/k/v1/records.json" and asked.headers.get("X-HTTP-Method-Override") == "GET":
            return self._select(asked.json)
        return refusal(404, "CB_NO01", "not found")

    def _select(self, body: dict[str, Any]) -> Said:
        found = re.fullmatch(r'(\w+) in \((.*)\) limit (\d+)', body["query"])
        assert found
        assert int(found[3]) <= 500
        keys = set(json.loads(f"[{found[2]}]"))
        records = self.apps[int(body["app"])]["records"]
        return Said(200, {"records": [{name: one[name] for name in body["fields"]} for one in records if one[found[1]]["value"] in keys]})

    def _upsert(self, body: dict[str, Any]) -> Said:
        app = self.apps.get(int(body["app"]))
        if app is None:
            return refusal(404, "GAIA_AP01", "指定したアプリが見つかりません。")
        if len(body["records"]) > 100:
            return refusal(400, "CB_VA01", "入力内容が正しくありません。", {"records": {"messages": ["最大100個までです。"]}})
        errors: dict[str, Any] = {}
        for at, one in enumerate(body["records"]):
            for place, words in self._faults(app["fields"], one, is_new=self._find(app, one) is None):
                errors[f"records[{at}].{place}"] = {"messages": [words]}
        if errors:
            return refusal(400, "CB_VA01", "入力内容が正しくありません。", errors if self.names_records else None)
        return Said(200, {"records": [self._put(app, one) for one in body["records"]]})

    def _faults(self, fields: dict[str, Any], one: dict[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        key = one["updateKey"]["field"]
        if not fields.get(key, {}).get("unique"):
            return [("updateKey.field", "重複禁止が設定されていません。")]
        record = {**one["record"], key: {"value": one["updateKey"]["value"]}}
        found = []
        for code, spec in fields.items():
            value = record.get(code, {}).get("value")
            if spec.get("required") and (value in (None, "", []) if code in record else is_new):
                found.append((f"record.{code}.value", "必須です。"))
            elif value not in (None, "", []):
                found += [(f"record.{code}.value", words) for words in _value_faults(spec, value)]
        return found

    def _find(self, app: dict[str, Any], one: dict[str, Any]) -> dict[str, Any] | None:
        found: dict[str, Any] | None = app["by_key"].get(one["updateKey"]["value"])
        return found

    def _put(self, app: dict[str, Any], one: dict[str, Any]) -> dict[str, str]:
        known = {code: cell for code, cell in one["record"].items() if code in app["fields"]}  # unknown codes are passed over
        there = self._find(app, one)
        if there is None:
            record = {"$id": {"value": str(len(app["records"]) + 1)}, "$revision": {"value": "1"}, **known}
            app["records"].append({**record, one["updateKey"]["field"]: {"value": one["updateKey"]["value"]}})
            app["by_key"][one["updateKey"]["value"]] = app["records"][-1]
            return {"id": record["$id"]["value"], "revision": "1", "operation": "INSERT"}
        revision = str(int(there["$revision"]["value"]) + 1)
        there |= {**known, "$revision": {"value": revision}}
        return {"id": there["$id"]["value"], "revision": revision, "operation": "UPDATE"}


def _value_faults(spec: dict[str, Any], value: Any) -> list[str]:
    kind = spec["type"]
    if kind in ("DROP_DOWN", "RADIO_BUTTON") and value not in spec["options"]:
        return [f'"{value}"は選択肢にありません。']
    if kind in ("CHECK_BOX", "MULTI_SELECT"):
        if not isinstance(value, list):
            return ["配列を指定してください。"]
        return [f'"{one}"は選択肢にありません。' for one in value if one not in spec["options"]]
    if kind == "NUMBER" and not re.fullmatch(r"-?\d+(\.\d+)?", str(value)):
        return ["数字でなければなりません。"]
    if kind == "DATE" and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return ["不正な日付です。"]
    return []
