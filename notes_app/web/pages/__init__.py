"""The pages. Each module named here has a `blueprint`; a new page joins by one line."""

PAGES = (
    "home",
    "setup",
    "sign_in",
    "notes",
    "editor",
    "note",
    "attachments",
    "history",
    "bin",
    "search",
    "accounts",
    "template",
    "imports",
    "exports",
    "push",
    "my_settings",
    "second_factor",
    "people",
    "devices",
    "audit",
)
