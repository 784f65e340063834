"""Which engines, which folders?

The only place that names them: opens every part once and hands a `Workspace` to the doors.
"""

from notes_app.bootstrap.workspace import OPERATOR, Workspace, open_workspace

__all__ = ["OPERATOR", "Workspace", "open_workspace"]
