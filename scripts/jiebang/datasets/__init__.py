"""Corpus → the datasets in site/data/ and the static API in site/api/."""
