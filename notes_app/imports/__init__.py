"""How do notes come in: folders and zip files of Markdown and text, with a report that adds up, undoable as a
batch.

Promises: files in = notes out + skipped, each with its reason; an imported file keeps every byte it had, with
          an id
and its origin inserted in front; what was imported before is not imported twice.
"""
