"""The site: our pages (`pages`), their HTML (`render`), handed to MkDocs (`plugin`), an
edition a language (`editions`), and search (`search`). Begin at `editions.build_site`."""
