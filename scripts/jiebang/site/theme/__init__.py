"""The frame of every page, as a theme of MkDocs: `theme: jiebang`."""
