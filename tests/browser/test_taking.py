"""What a reader takes along from a task page, and what explains it on the spot."""

from __future__ import annotations

import json
import re

import pytest
from conftest import serve
from playwright.sync_api import Browser, BrowserContext, Page, expect

from building import made_site
from jiebang.runtime.layout import Layout
from jiebang.site.hant import traditional

TASK = "tasks/ai-major-project/01/"
MEANING = "占理论计算能力的比例"  # of compute-utilization in glossary/terms.yml


@pytest.fixture
def clipboard(context: BrowserContext, address: str) -> BrowserContext:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address.rstrip("/"))
    return context


def copied(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def choose(page: Page, anchor: str, name: str) -> None:
    """As a person at the keyboard does it."""
    page.locator(f"#{anchor} .jb-take").focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    for _ in range(4):
        if name in (page.evaluate("document.activeElement.textContent") or ""):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(menu).to_be_hidden()


def test_copy_link(clipboard: BrowserContext, page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}")
    choose(page, "i3", "Copy link")
    expect(page.locator("#jb-said")).to_have_text("Link copied")
    assert copied(page) == f"{address}en/{TASK}#i3"
    expect(page.locator("#i3 .jb-take")).to_be_focused()


@pytest.mark.parametrize(("edition", "name"), [("en", "Copy quote"), ("zh", "复制引文")])
def test_copy_quote(
    clipboard: BrowserContext, page: Page, address: str, edition: str, name: str
) -> None:
    page.goto(f"{address}{edition}/{TASK}")
    choose(page, "i7", name)
    expect(page.locator("#jb-said")).not_to_be_empty()
    first, second, source = copied(page).splitlines()
    english, chinese = (first, second) if edition == "en" else (second, first)
    assert english.startswith("“File ≥10 invention patent applications")
    assert chinese == "“申请发明专利≥10件，获得软件著作权≥5项。”"
    assert f"{address}{edition}/{TASK}#i7" in source and "国产芯片适配软件开发及应用" in source
    day = page.evaluate("new Date().getFullYear()")
    assert str(day) in source and "[[" not in source
    assert ("Jiebang, version " in source) if edition == "en" else ("[EB/OL]" in source)
    assert re.search(r"line \d+ of the original|原文第\d+行", source)


def test_cite(clipboard: BrowserContext, page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}")
    choose(page, "i3", "Cite")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("ai-major-project.01.3")
    here = f"{address}en/{TASK}#i3"
    wanted = {
        "Chicago": ("“Development", "n.d."),
        "APA": ("(n.d.).", "Trans.)"),
        "BibTeX": ("@misc{ai-major-project.01.3", "url = {"),
        "RIS": ("TY  - RPRT", "ER  - "),
        "CSL-JSON": ('"type": "report"', '"URL"'),
    }
    for name, parts in wanted.items():
        page.get_by_role("radio", name=name).check()
        text = page.locator("#jb-dialog-text").input_value()
        assert all(part in text for part in (*parts, here)), text
    assert json.loads(page.locator("#jb-dialog-text").input_value())[0]["URL"] == here
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator("#jb-said")).to_have_text("Citation copied")
    assert here in copied(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Save as a file").click()
    assert waiting.value.suggested_filename == "ai-major-project.01.3.json"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#i3 .jb-take")).to_be_focused()


def test_the_menu_closes(page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}")
    button, menu = page.locator("#i2 .jb-take"), page.get_by_role("menu")
    button.click()
    expect(menu).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    button.click()
    expect(menu).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    page.mouse.click(700, 5)
    expect(menu).to_be_hidden()


def test_nothing_to_report_to_without_an_address(page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}")
    assert page.locator("[data-do=report]").count() == 0
    expect(page.locator(".jb-cite")).not_to_contain_text("Report")


def test_a_report_is_prefilled(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    for place in serve(made_site(tmp_path_factory).site):
        page = browser.new_page()
        page.goto(f"{place}en/tasks/demo-2024/01/")
        page.locator("#i2 .jb-take").click()
        link = page.get_by_role("menuitem", name="Report").get_attribute("href") or ""
        assert link.startswith("https://example.org/issues/new?title=demo-2024.01.2&body=")
        assert "%E6%97%B6%E5%BB%B6" in link  # 时延
        page.close()


# ---------------------------------------------------------------- glossary terms


def test_a_term_is_explained_on_hover(page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}")
    term = page.locator("#i3 .jb-en a.jb-gl", has_text="compute utilization")
    item = page.locator("#i3")
    term.scroll_into_view_if_needed()
    before = item.bounding_box()
    term.hover()
    tip = page.locator("#jb-tip")
    expect(tip).to_be_visible()
    for text in ("compute utilization", "算力利用率", "theoretical capacity"):
        expect(tip).to_contain_text(text)
    assert item.bounding_box() == before, "the page jumps"
    tip.hover()  # one can go and read it
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_a_term_is_explained_on_focus(page: Page, address: str) -> None:
    page.goto(f"{address}zh/{TASK}")
    term = page.locator("#i3 .jb-zh a.jb-gl", has_text="算力利用率")
    term.focus()
    tip = page.locator("#jb-tip")
    expect(tip).to_contain_text("compute utilization")
    expect(tip).to_contain_text(MEANING)
    expect(tip).not_to_contain_text("theoretical capacity")
    expect(term).to_have_attribute("aria-describedby", "jb-tip")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}zh/glossary/#compute-utilization")


def test_each_edition_explains_a_term_in_its_language(layout: Layout) -> None:
    for edition, words, tag in (
        ("en", "theoretical capacity", "en"),
        ("zh", MEANING, "zh-Hans"),
        ("zh-hant", traditional(MEANING), "zh-Hant"),
    ):
        page = (layout.site / edition / "glossary" / "index.html").read_text("utf-8")
        term = page.partition('id="compute-utilization"')[2].partition("</article>")[0]
        assert "compute utilization" in term.partition("</h2>")[0]
        (meaning,) = re.findall(r'<p lang="([^"]+)">([^<]+)</p>', term)
        assert meaning[0] == tag and words in meaning[1]


def test_a_term_is_explained_on_touch(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(f"{address}en/{TASK}")
    term = page.locator("#i3 .jb-en a.jb-gl").first
    term.tap()
    expect(page.locator("#jb-tip")).to_be_visible()
    assert page.url == f"{address}en/{TASK}"
    box = page.locator("#jb-tip").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.locator("h1").tap()
    expect(page.locator("#jb-tip")).to_be_hidden()
    term.tap()
    term.tap()
    page.wait_for_url(f"{address}en/glossary/#*")
    context.close()


def test_the_longest_term_is_marked_in_both_languages(page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}")
    for side in ("en", "zh"):
        texts = page.locator(f"#i3 .jb-{side} a.jb-gl").all_text_contents()
        assert ("compute utilization" if side == "en" else "算力利用率") in texts
        assert "算力" not in texts and "compute" not in texts


def test_a_task_page_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}en/{TASK}")
    for selector in (".jb-take", ".jb-switch", "#jb-menu", "#jb-dialog", ".jb-scheme"):
        for one in page.locator(selector).all():
            expect(one).to_be_hidden()
    expect(page.locator("#i3 .jb-zh")).to_be_visible()
    expect(page.locator(".jb-cite")).to_contain_text("国产芯片适配软件开发及应用")
    page.locator("#i3 .jb-en a.jb-gl", has_text="compute utilization").click()
    page.wait_for_url(f"{address}en/glossary/#compute-utilization")
    context.close()


# ---------------------------------------------------------------- amounts, relations, sources


def test_the_amounts_of_an_indicator(page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}")
    chips = [" ".join(t.split()) for t in page.locator("#i3 .jb-chip").all_inner_texts()]
    assert any(chip.endswith("> 50%") for chip in chips)
    assert any(chip.startswith("nodes ") and chip.endswith(" ≥ 1024") for chip in chips)
    page.goto(f"{address}zh/{TASK}")
    chips = [" ".join(t.split()) for t in page.locator("#i3 .jb-chip").all_inner_texts()]
    assert any(chip.endswith(">50%") for chip in chips)


def test_related_tasks_are_others_on_the_same_things(page: Page, address: str) -> None:
    page.goto(f"{address}en/tasks/henan-agi-2023/01/")
    links = page.locator(".jb-related .jb-row__title").evaluate_all("all => all.map(a => a.href)")
    assert 0 < len(links) <= 4 and len(set(links)) == len(links)
    for other in ("henan-agi-2023/01/", "zhengzhou-future-2023/a4-01/"):
        assert f"{address}en/tasks/{other}" not in links, "itself, or its other print"
    assert any("chip" in t.lower() for t in page.locator(".jb-related").all_inner_texts())
    why = page.locator(".jb-related .jb-row__why")
    assert why.count() == len(links)
    expect(why.first).to_contain_text(re.compile(r"^Shares: .*compute rate$"))
    page.goto(f"{address}zh/tasks/henan-agi-2023/01/")
    expect(why.first).to_contain_text(re.compile(r"^共同点：.*算力"))


def test_the_direction_of_a_change_is_said(page: Page, address: str) -> None:
    """“缩短40%以上” is no lower bound of a time."""
    task = "tasks/ai-major-project/03/"
    page.goto(f"{address}en/{task}")
    chips = [" ".join(t.split()) for t in page.locator(".jb-chip").all_inner_texts()]
    assert any(chip.endswith("fine-tuning time reduction ≥ 40%") for chip in chips), chips
    assert any(chip.endswith("≥ 6 PFLOPS@FP16") for chip in chips), chips
    page.goto(f"{address}zh/{task}")
    chips = [" ".join(t.split()) for t in page.locator(".jb-chip").all_inner_texts()]
    assert "微调训练时间 降低≥40%" in chips
    page.goto(f"{address}en/explore/?q=微调训练时间")
    expect(page.locator(".jb-grid tbody tr").first).to_contain_text("reduction ≥ 40%")


def test_the_source_of_each_line(page: Page, address: str) -> None:
    page.goto(f"{address}en/{TASK}")
    source = page.locator(".jb-source")
    expect(source).to_contain_text("000_61ffccf88a7cdc04.txt")
    expect(source).to_contain_text("45aa38f5c77a")
    source.locator("summary").click()
    row = source.locator("tr", has=page.locator("a[href='#i7']"))
    assert row.locator("td").all_inner_texts() == ["66", "951–973"]
