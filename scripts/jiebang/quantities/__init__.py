"""The one reading of figures: what the data, the checks, the drafts and the site believe."""
