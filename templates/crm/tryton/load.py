"""Load the records of this package into Tryton, or read them out again. It needs nothing but Tryton itself.

    python load.py -c trytond.conf -d DATABASE            load: new records are made, known ones changed, none made twice
    python load.py -c trytond.conf -d DATABASE --dry-run  the same, and taken back at the end
    python load.py -c trytond.conf -d DATABASE --read     print what Tryton holds, as JSON

A record that Tryton refuses is named with Tryton's own words, the others of its batch are loaded, and the exit code is 1.
"""

import argparse
import csv
import datetime
import json
import sys
from decimal import Decimal
from pathlib import Path

BATCH = 200
HERE = Path(__file__).resolve().parent
csv.field_size_limit(2**31 - 1)


def to_utc(text):
    """Return a date-time as Tryton keeps it: UTC, without saying so."""
    return datetime.datetime.fromisoformat(text).astimezone(datetime.timezone.utc).replace(tzinfo=None)


PARSERS = {
    "integer": Decimal,
    "money": Decimal,
    "number": Decimal,
    "percent": Decimal,
    "date": datetime.date.fromisoformat,
    "datetime": to_utc,
    "time": datetime.time.fromisoformat,
    "multi_choice": json.loads,
    "text_list": lambda text: "\n".join(json.loads(text)),
}
FORMATS = {
    "integer": lambda value: format(value, "f"),
    "money": lambda value: format(value, "f"),
    "number": lambda value: format(value, "f"),
    "percent": lambda value: format(value, "f"),
    "date": datetime.date.isoformat,
    "datetime": lambda value: value.replace(tzinfo=datetime.timezone.utc).isoformat(),
    "time": datetime.time.isoformat,
    "multi_choice": lambda value: json.dumps(list(value), ensure_ascii=False),
    "text_list": lambda value: json.dumps(value.split("\n"), ensure_ascii=False),
}


def parse(text, kind, ids):
    """Return a cell of a CSV as Tryton takes it; ids: notes-app ID -> Tryton's id, of the model that a reference points at."""
    if text == "":
        return None
    return ids[text] if kind == "reference" else PARSERS.get(kind, str)(text)


def show(value, kind, names):
    """Return a value of Tryton as the CSV has it; names: Tryton's id -> notes-app ID."""
    if value is None or value in ("", (), []):
        return ""
    return names[value] if kind == "reference" else FORMATS.get(kind, str)(value)


class Loader:
    def __init__(self, pool, folder, user_error):
        self.pool, self.folder, self.user_error = pool, folder, user_error
        self.objects = json.loads((folder / "mapping.json").read_text("utf-8"))["objects"]
        self.ids = {}  # model -> notes-app ID -> id
        self.refused = []

    def known(self, model):
        if model not in self.ids:
            held = self.pool.get(model).search_read([], fields_names=["notes_app_id"])
            self.ids[model] = {one["notes_app_id"]: one["id"] for one in held}
        return self.ids[model]

    def load(self, commit):
        counts = {}
        for entry in self.objects:
            with (self.folder / entry["file"]).open(encoding="utf-8", newline="") as stream:
                rows = list(csv.DictReader(stream))
            done = {"created": 0, "changed": 0, "refused": 0}
            for at in range(0, len(rows), BATCH):
                self.load_batch(entry, rows[at : at + BATCH], done)
                commit()
            counts[entry["object"]] = done
        return counts

    def load_batch(self, entry, rows, done):
        model, known = self.pool.get(entry["model"]), self.known(entry["model"])
        fresh, stale = [], []
        for row in rows:
            try:
                values = {
                    one["field"]: parse(row[one["field"]], one["type"], self.known(one["references"]) if one["references"] else {})
                    for one in entry["columns"]
                }
            except KeyError as missing:
                self.refuse(entry, row, f"no record {missing}", done)
                continue
            (stale if row["notes_app_id"] in known else fresh).append((row, {**values, "notes_app_id": row["notes_app_id"]}))
        self.create(entry, model, fresh, done)
        for row, values in stale:
            try:
                with self.savepoint():
                    model.write([model(known[row["notes_app_id"]])], values)
                done["changed"] += 1
            except self.user_error as error:
                self.refuse(entry, row, error, done)

    def create(self, entry, model, fresh, done):
        """Make a whole batch at once; when Tryton refuses one of it, each by itself."""
        try:
            with self.savepoint():
                self.keep(entry, model.create([self.with_party(entry, values) for _, values in fresh]), done)
        except self.user_error:
            for row, values in fresh:
                try:
                    with self.savepoint():
                        self.keep(entry, model.create([self.with_party(entry, values)]), done)
                except self.user_error as error:
                    self.refuse(entry, row, error, done)

    def keep(self, entry, made, done):
        for one in made:
            self.known(entry["model"])[one.notes_app_id] = one.id
        done["created"] += len(made)

    def with_party(self, entry, values):
        """Return the values with a party of Tryton's own for an account or a contact."""
        if not entry["party"]:
            return values
        names = [values.get(name) for name in ("name", "last_name", "first_name") if values.get(name)]
        (party,) = self.pool.get("party.party").create([{"name": " ".join(names)}])
        return {**values, "party": party.id}

    def savepoint(self):
        from trytond.transaction import Transaction

        return Savepoint(Transaction())

    def refuse(self, entry, row, why, done):
        done["refused"] += 1
        self.refused.append({"object": entry["object"], "id": row["notes_app_id"], "why": str(why)})

    def read(self):
        found = {}
        for entry in self.objects:
            columns = entry["columns"]
            held = self.pool.get(entry["model"]).search_read([], fields_names=["notes_app_id", *(one["field"] for one in columns)])
            for one in columns:
                if one["type"] == "multi_choice":  # Tryton keeps them sorted; the template has an order of its own
                    order = [choice for choice, _ in self.pool.get(entry["model"])._fields[one["field"]].selection]
                    for row in held:
                        row[one["field"]] = sorted(row[one["field"]] or (), key=order.index)
            models = {one["references"] for one in columns if one["references"]}
            names = {model: {number: name for name, number in self.known(model).items()} for model in models}
            found[entry["object"]] = {
                row["notes_app_id"]: {
                    one["key"]: text
                    for one in columns
                    if (text := show(row[one["field"]], one["type"], names.get(one["references"]))) != ""
                }
                for row in held
            }
        return found


class Savepoint:
    """What is done inside is taken back when it fails, and nothing else is."""

    def __init__(self, transaction):
        self.transaction = transaction

    def run(self, words):
        with self.transaction.connection.cursor() as cursor:
            cursor.execute(words)

    def __enter__(self):
        if getattr(self.transaction.connection, "in_transaction", True) is False:
            self.run("BEGIN")  # SQLite would take the end of an outermost savepoint for a commit
        self.run("SAVEPOINT notes_app")

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self.run("ROLLBACK TO SAVEPOINT notes_app")
            self.transaction.cache.clear()
        self.run("RELEASE SAVEPOINT notes_app")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("-c", "--config", help="Tryton's configuration file (default: TRYTOND_CONFIG)")
    arguments.add_argument("-d", "--database", required=True)
    arguments.add_argument("--folder", type=Path, default=HERE, help="the package (default: where this file is)")
    arguments.add_argument("--dry-run", action="store_true")
    arguments.add_argument("--read", action="store_true")
    asked = arguments.parse_args()

    from trytond import config

    config.update_etc(asked.config)
    from trytond.exceptions import UserError
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    Pool.start()
    pool = Pool(asked.database)
    pool.init()
    with Transaction().start(asked.database, 0, readonly=asked.read) as transaction:
        loader = Loader(pool, asked.folder, UserError)
        if asked.read:
            print(json.dumps(loader.read(), ensure_ascii=False))
            return 0
        counts = loader.load((lambda: None) if asked.dry_run else transaction.commit)
        if asked.dry_run:
            transaction.rollback()
    print(json.dumps({"counts": counts, "refused": loader.refused}, ensure_ascii=False))
    return 1 if loader.refused else 0


if __name__ == "__main__":
    sys.exit(main())
