"""What is a note, and where is it kept?

Free-form minutes as Markdown files with front matter: read losslessly, saved safely, merged three ways,
rendered to safe HTML, with every version kept. Files are the truth of what was written.
"""
