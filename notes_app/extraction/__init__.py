"""What stands in the files beside a note, as text that can be searched?

A file is read in a process of its own, bounded in time and memory: nothing it holds can stop or harm the app. What was
read is derived, known by the file's content, and can be thrown away. Known to bootstrap, web and care.
"""
