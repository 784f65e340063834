"""What does a person see? Flask pages over the rooms below, server-rendered, Japanese first and English complete.

Every route names the action it performs (`guards.permits`) or is marked public; a test walks the URL map.
A page is a module in `pages/` with a `blueprint`, its Jinja templates in `templates/<page>/`, and nothing else knows it.
"""
