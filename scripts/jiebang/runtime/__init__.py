"""Files, locks, caches, progress and processes."""
