"""The edition in traditional characters: the same pages, converted where people read."""

from __future__ import annotations

import json
import re

from jiebang.layout import Layout
from jiebang.site.hant import Converter

PUBLIC = "https://example.org/x/"


def test_text_and_what_is_read_aloud_are_converted_and_nothing_else() -> None:
    page = Converter().page(
        '<html lang="zh"><a class="头" href="/头发/?q=发" title="头发">头发</a>'
        '<script>var 头 = 1;</script><p lang="zh-Hans" data-strings=\'{"a":"发展"}\'>发展</p>'
    )
    assert page == (
        '<html lang="zh-Hant"><a class="头" href="/头发/?q=发" title="頭髮">頭髮</a>'
        '<script>var 头 = 1;</script><p lang="zh-Hant" data-strings=\'{"a":"發展"}\'>發展</p>'
    )


def test_a_word_cut_by_a_tag_is_still_one() -> None:
    # 头发 is 頭髮, 发 alone 發.
    assert Converter().page("<p>头<b>发</b></p><p>发</p>") == "<p>頭<b>髮</b></p><p>發</p>"


def test_characters_change_and_words_do_not() -> None:
    assert Converter().text("软件、智能、信息") == "軟件、智能、信息"


def test_own_addresses_lead_to_the_edition_and_those_of_others_do_not() -> None:
    page = Converter().page(
        f'<link rel="canonical" href="{PUBLIC}zh/a/">'
        f'<link rel="alternate" hreflang="zh-Hans" href="{PUBLIC}zh/a/">'
        f'<script type="application/ld+json">{{"url":"{PUBLIC}zh/a/","name":"发"}}</script>'
        '<a class="jb-language" aria-current="true" data-edition="zh" lang="zh-Hans">中文</a>'
        '<a class="jb-language" data-edition="zh-hant" lang="zh-Hant">繁體</a>',
        PUBLIC,
    )
    assert f'rel="canonical" href="{PUBLIC}zh-hant/a/"' in page
    assert f'hreflang="zh-Hans" href="{PUBLIC}zh/a/"' in page
    assert f'"url":"{PUBLIC}zh-hant/a/","name":"發"' in page
    assert re.search(r'<a aria-current="true"[^>]*data-edition="zh-hant"', page)
    assert page.count("aria-current") == 1 and 'lang="zh-Hans">中文' in page


def test_every_page_is_converted(layout: Layout) -> None:
    simplified, traditional = layout.site / "zh", layout.site / "zh-hant"
    for path in simplified.rglob("*.html"):
        html = (traditional / path.relative_to(simplified)).read_text("utf-8")
        before = path.read_text("utf-8")
        assert '<html lang="zh-Hant"' in html, path
        places = [re.findall(r'\s(?:id|href|src)="([^"]*)"', text) for text in (before, html)]
        assert places[0] == places[1], path
        offers = re.search(r'id="jb-offers">(.*?)</script>', html)
        if offers:  # the original is quoted and cited as it was printed
            assert json.loads(offers[1]) and offers[1] in before
    task = (traditional / "tasks/ai-major-project/01/index.html").read_text("utf-8")
    assert "國產芯片適配軟件開發及應用" in task
    markdown = (traditional / "tasks/ai-major-project/01/index.md").read_text("utf-8")
    assert "國產芯片適配軟件開發及應用" in markdown
