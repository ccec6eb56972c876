"""The Content-Security-Policy of a page: what it may load, and nothing else.

Scripts and styles come from the site itself. The few that the theme writes into a page
are named by their hash, so that no other is ever run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.DOTALL | re.IGNORECASE)
_STYLED = re.compile(r"<[a-z][^>]*?\sstyle=(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_DATA = re.compile(r"type=[\"']?(?:application/(?:ld\+)?json|text/template)", re.IGNORECASE)
_POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self'{styles}; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
_HEAD = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)


def policy(html: str) -> str:
    """The policy that fits this page."""
    scripts = {
        _hash(body)
        for attributes, body in _SCRIPT.findall(html)
        if body.strip() and "src=" not in attributes and not _DATA.search(attributes)
    }
    styles = {_hash(body) for body in _STYLE.findall(html)}
    inline = {_hash(unescape(one or other)) for one, other in _STYLED.findall(html)}
    hashes = [*sorted(styles), *(["'unsafe-hashes'", *sorted(inline)] if inline else ())]
    return _POLICY.format(
        scripts="".join(f" {one}" for one in sorted(scripts)),
        styles="".join(f" {one}" for one in hashes),
    )


def with_policy(html: str) -> str:
    """The page with its policy, right after the line that says how it is encoded."""
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy(html)}">'
    return _HEAD.sub(lambda found: f"{found[0]}{tag}", html, count=1)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
