"""Copy the browser libraries from npm into notes_app/web/static/vendor, with their licences and our icon sprite.

Run by `make assets`, when a library is updated. Running the app needs none of this: the result is committed.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "notes_app" / "web" / "static" / "vendor"

FILES = {
    "bootstrap/dist/css/bootstrap-reboot.min.css": "bootstrap-reboot.min.css",
    "bootstrap/dist/css/bootstrap-utilities.min.css": "bootstrap-utilities.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "@github/markdown-toolbar-element/dist/index.js": "markdown-toolbar-element.js",
    # The bundle already holds combobox-nav and dom-input-range, whose licences are listed below.
    "@github/text-expander-element/dist/bundle.js": "text-expander-element.js",
    "chart.js/dist/chart.umd.min.js": "chart.umd.min.js",
}
LICENSED = (
    "bootstrap", "bootstrap-icons", "htmx.org", "@github/markdown-toolbar-element", "@github/text-expander-element",
    "@github/combobox-nav", "dom-input-range", "chart.js", "@kurkle/color",
)  # fmt: skip

ICONS = (
    "archive", "arrow-clockwise", "arrow-counterclockwise", "arrow-down", "arrow-left", "arrow-right", "arrow-up",
    "at", "bell", "bookmark", "box-arrow-in-down", "box-arrow-right", "box-arrow-up", "building", "buildings",
    "calendar3", "camera", "camera-video", "chat-left-text", "chat-square-dots", "check2", "check2-all", "check2-circle",
    "chevron-down", "chevron-left", "chevron-right", "chevron-up", "clock", "clock-history", "cloud-check",
    "cloud-slash", "code", "diagram-3", "download", "easel", "envelope", "exclamation-circle", "exclamation-triangle", "eye",
    "file-earmark-text", "file-text", "filter", "flag", "folder2-open", "funnel", "gear", "globe2", "graph-up",
    "grid", "hand-thumbs-up", "hash", "heart", "hourglass-split", "house", "image", "inbox", "info-circle", "intersect",
    "journal-text", "key", "keyboard", "laptop", "layout-text-sidebar-reverse", "lightbulb", "link-45deg", "list",
    "list-check", "list-ol", "list-task", "list-ul", "lock", "mic", "moon", "p-circle", "paperclip", "pause-circle",
    "pencil", "pencil-square", "people", "person", "person-badge", "person-circle", "person-plus", "phone", "pin",
    "pin-angle", "plus", "plus-lg", "question-circle", "quote", "reply", "search", "send", "shield-lock", "sliders",
    "stars", "sticky", "sun", "table", "tag", "tags", "telephone", "three-dots", "trash3", "type-bold", "type-h2",
    "type-italic", "upload", "x", "x-circle", "x-lg",
)  # fmt: skip


def build_sprite() -> str:
    """Return one SVG with a <symbol> for each icon of `ICONS`."""
    symbols = []
    for name in ICONS:
        source = (MODULES / "bootstrap-icons" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        inner = re.sub(r"</?svg[^>]*>", "", source).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 16 16">{" ".join(inner.split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def build_licences() -> str:
    """Return the name, version and licence text of every vendored package."""
    parts = []
    for package in LICENSED:
        folder = MODULES / package
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        text = next(folder.glob("LICENSE*")).read_text(encoding="utf-8").strip()
        parts.append(f"{package} {about['version']} ({about['license']})\n\n{text}\n")
    return ("\n" + "-" * 80 + "\n\n").join(parts)


def main() -> None:
    subprocess.run(["npm", "ci"], cwd=ROOT, check=True)
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, target in FILES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        # Source maps are not shipped, and a reference to one only makes the browser ask for it.
        text = re.sub(r"(?m)^(//|/\*)# sourceMappingURL=.*$", "", text).rstrip() + "\n"
        (VENDOR / target).write_text(text, encoding="utf-8")
    (VENDOR / "icons.svg").write_text(build_sprite(), encoding="utf-8")
    (VENDOR / "LICENCES.txt").write_text(build_licences(), encoding="utf-8")
    print(f"{len(FILES)} files and {len(ICONS)} icons in {VENDOR.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
