"""The CRC-32 of texts one after another, from those of each."""

from __future__ import annotations

from functools import lru_cache

_BITS = 0xFFFFFFFF
# The polynomial of CRC-32 (ISO 3309), lowest power in the highest bit.
_POLYNOMIAL = 0xEDB88320
_ONE = 1 << 31


def joined_crc(first: int, second: int, size: int) -> int:
    """The CRC-32 of two texts one after another, the second of `size` bytes.

    To put `size` bytes after a text is to multiply its remainder by x^(8·size).
    """
    return _product(_shift(size), first) ^ second


def _product(a: int, b: int) -> int:
    """Of two polynomials over GF(2), modulo that of the CRC."""
    found = 0
    while a:
        if a & _ONE:
            found ^= b
        a = (a << 1) & _BITS
        b = (b >> 1) ^ _POLYNOMIAL if b & 1 else b >> 1
    return found


@lru_cache(maxsize=4096)
def _shift(size: int) -> int:
    """x^(8·size)."""
    found, at = _ONE, 3
    while size:
        if size & 1:
            found = _product(_square(at), found)
        size >>= 1
        at += 1
    return found


@lru_cache(maxsize=128)
def _square(at: int) -> int:
    """x^(2^at)."""
    if at == 0:
        return _ONE >> 1
    half = _square(at - 1)
    return _product(half, half)
