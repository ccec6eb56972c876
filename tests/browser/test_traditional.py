"""The edition in traditional characters: the same pages, converted where people read."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from jiebang.corpus.load import Corpus
from jiebang.runtime.layout import Layout
from jiebang.site.hant import ConversionTable, shown, traditional, traditional_page
from jiebang.site.search import find_groups
from jiebang.site.strings import load_strings
from jiebang.site.views import collection_of

PUBLIC = "https://example.org/x/"


def test_text_and_what_is_read_aloud_are_converted_and_nothing_else() -> None:
    page = traditional_page(
        '<html lang="zh"><a class="头" href="/头发/?q=发" title="头发">头发</a>'
        '<script>var 头 = 1;</script><p lang="zh-Hans" data-strings=\'{"a":"发展"}\'>发展</p>'
    )
    assert page == (
        '<html lang="zh-Hant"><a class="头" href="/头发/?q=发" title="頭髮">頭髮</a>'
        '<script>var 头 = 1;</script><p lang="zh-Hant" data-strings=\'{"a":"發展"}\'>發展</p>'
    )


def test_a_word_cut_by_a_tag_is_still_one() -> None:
    # 头发 is 頭髮, 发 alone 發.
    assert traditional_page("<p>头<b>发</b></p><p>发</p>") == "<p>頭<b>髮</b></p><p>發</p>"


def test_characters_change_and_words_do_not() -> None:
    assert traditional("软件、智能、信息") == "軟件、智能、信息"


def test_signs_have_the_form_that_is_read_today() -> None:
    convert = traditional
    # OpenCC's own: 考覈、審覈、集羣、爲、羣衆、臨牀、峯值、平臺、脣形、祕密.
    assert convert("考核、审核、集群、为、群众、临床、峰值、平台、唇形、秘密") == (
        "考核、審核、集群、為、群眾、臨床、峰值、平台、唇形、秘密"
    )
    # By phrase, as before: a typhoon is none of them, nor is a place of that name.
    assert convert("台风、台州、头发、干部、里面") == "颱風、台州、頭髮、幹部、裏面"


def test_what_was_printed_in_traditional_characters_is_not_converted_again() -> None:
    convert = traditional
    printed = "干諾道平臺羣組的范先生于復辟後采訪爲了解考覈"
    assert convert(printed) == printed
    assert convert(f"发展\n{printed}\n考核") == f"發展\n{printed}\n考核"
    assert traditional_page(f"<p>发展</p><p>{printed}</p>") == f"<p>發展</p><p>{printed}</p>"
    assert convert("乾坤、著作权") == "乾坤、著作權"  # signs that both ways of writing have


def test_own_addresses_lead_to_the_edition_and_those_of_others_do_not() -> None:
    page = traditional_page(
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
        before = path.read_text("utf-8").replace(".zh.svg", ".zh-hant.svg")  # pictures of charts
        assert '<html lang="zh-Hant"' in html, path
        places = [re.findall(r'\s(?:id|href|src)="([^"]*)"', text) for text in (before, html)]
        assert places[0] == places[1], path
        cited = re.search(r'id="jb-citations">(.*?)</script>', html)
        if cited:  # the original is quoted and cited as it was printed
            assert json.loads(cited[1]) and cited[1] in before
    task = (traditional / "tasks/ai-major-project/01/index.html").read_text("utf-8")
    assert "國產芯片適配軟件開發及應用" in task
    markdown = (traditional / "tasks/ai-major-project/01/index.md").read_text("utf-8")
    assert "國產芯片適配軟件開發及應用" in markdown


@pytest.mark.parametrize(
    "text",
    [
        "头发和发展",  # 发 is 髮 in one word, 發 in the other
        "后面然后面对皇后",  # a phrase where none is: 然后|面对
        "分钟级响应、钟表、公里里程、里面",
        "干预、干燥、干部、若干",
        "",
        "Latin and 1,024 ≥ signs",
    ],
)
def test_the_table_for_the_browser_converts_as_opencc_does(text: str) -> None:
    table = ConversionTable([text, "发", "后", "面"])
    assert table.convert(text) == traditional(text)


def test_search_shows_traditional_characters(
    page: Page, address: str, layout: Layout, corpus: Corpus
) -> None:
    """Of every text that can be shown, the browser makes what OpenCC makes."""
    collection = collection_of(corpus)
    words = {language: load_strings(language) for language in ("zh", "en")}
    groups = list(find_groups(collection, words))
    texts = sorted(set(shown(collection, groups, words["zh"])))
    page.goto(f"{address}zh-hant/search/?q=觸覺傳感器&kind=task")
    first = page.locator(".jb-hit").first
    expect(first.locator("mark").first).to_have_text("觸覺傳感器")
    assert first.locator("[lang=zh-Hant]").count() and not first.locator("[lang=zh-Hans]").count()
    made = page.evaluate("texts => texts.map(globalThis.jiebangWords.shown)", texts)
    convert = traditional
    assert made == [convert(text) for text in texts]
    # The text is still searched as it was printed.
    page.locator("#q").fill("触觉传感器")
    expect(first.locator("mark").first).to_have_text("觸覺傳感器")
    size = (layout.site / "tables" / "hant.json").stat().st_size
    assert size < 20_000, "a search in this edition loads it"


def test_explore_shows_traditional_characters(page: Page, address: str) -> None:
    page.goto(f"{address}zh-hant/explore/?q=算力&value=%3E+500+PFLOPS")
    row = page.locator("#jb-explore-table tbody tr").first
    expect(row).to_contain_text("大模型計算平台納管算力")
    expect(row).to_contain_text("國產芯片適配軟件開發及應用")
    page.locator("[data-table=tasks]").click()
    table = page.locator("#jb-explore-table")
    expect(table).to_contain_text("國產芯片適配軟件開發及應用")
    assert not set("国产适应软发总") & set(table.inner_text())
