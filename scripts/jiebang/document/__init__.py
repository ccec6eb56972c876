"""The document model, its Markdown, its segments and the proof that nothing is lost."""
