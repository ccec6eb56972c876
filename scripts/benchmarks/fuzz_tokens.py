"""What breaks parsers: signs, numbers and pieces of each format, to be put into inputs."""

from __future__ import annotations

NUMBERS = (
    *(b"0", b"1", b"-1", b"65535", b"65536", b"2147483647", b"2147483648", b"4294967296"),
    *(b"9" * 20, b"9" * 400, b"1" * 5000, b"1e9", b"1e999", b"00", b"0x10", b"3.14", b"NaN"),
)
NAMES = (
    *(b"/Kids", b"/Count", b"/Parent", b"/Type", b"/Contents", b"/Resources", b"/Font", b"/Filter"),
    *(b"/FlateDecode", b"/ASCII85Decode", b"/LZWDecode", b"/RunLengthDecode", b"/JBIG2Decode"),
    *(b"/ToUnicode", b"/Encoding", b"/Identity-H", b"/XObject", b"/Form", b"/Annots", b"/Length"),
    *(b"/MediaBox", b"/Rotate", b"/ObjStm", b"/XRef", b"/W", b"/Index", b"/Prev", b"/Encrypt"),
)
SIGNS = (
    *("\0", "\x07", "\x0b", "\x0c", "\x1b", "\x85", "\xa0", "\u2028", "\u200b", "\u200d", "\u202e"),
    *("\u2066", "\ufeff", "\ufffd", "\ufffe", "\U000e0041", "\U0002a6d6", "\U0010ffff", "é", "²"),
)
TEXT = (
    *(
        "一、",
        "（一）",
        "1.",
        "1、",
        "（1）",
        "①",
        "一是",
        "第一条",
        "附件1",
        "附表",
        "表1",
        "注：",
    ),
    *("揭榜任务：", "考核指标：", "预期目标", "榜单金额", "实施期限", "联系人：张三 13800138000"),
    *("≥", "不少于", "不超过", "万元", "亿亿", "1.5万例", "100-200", "±0.1mm", "到2025年", "5G"),
    *("2025年13月45日", "９９％", "½", "十百千万", "\t", "\f", "\n\n\n", "\r", "　　", "……", "——"),
    *("- 1 -", "第 1 页 共 9 页", "{#a.1}", "{#x .form}", "|", "|---|", "<br>", "```", "**", "\\"),
    *("<script>", "&#0;", "---\n", "# ", "{{ 7*7 }}", "](javascript:x)", "9" * 5000, "（" * 400),
)
YAML = (
    *("!!python/object:os.system ", "&a ", "*a", "<<: *a", "!!int ''", "!!binary x", "!!set {a}"),
    *("2023-13-45", "2023-02-30 25:61:61", "60:60:60", "0x" + "f" * 4000, "1" * 5000, "0b", "0o9"),
    *("[" * 2000, "{" * 500, "- " * 900, "? ", ": ", "|2\n", ">-\n", "'", '"', '"\\ud800"', "\t"),
    *(
        "%YAML 9.9\n",
        "%TAG ! !\n",
        "---\n",
        "...\n",
        "~",
        "null",
        ".inf",
        "=",
        "<<",
        "#",
        "\0",
        "@",
    ),
    *("\n- id: a\n", "\n  zh: x\n", "\n  en: [a, b]\n", "true", "check: no", "\u2028", "\ufeff"),
)
PO = (
    *(
        'msgctxt "',
        'msgid ""\n',
        'msgstr[0] "x"\n',
        'msgid_plural "x"\n',
        "#~ ",
        "#| msgid ",
        "#, ",
    ),
    *(
        "#, fuzzy\n",
        "#. origin: llm\n",
        "#. origin: engine:a@\n",
        "#. digest: 0\n",
        "#. was: clear \n",
    ),
    *(
        "#. reviewed: \n",
        "# allow numbers: x\n",
        "# allow x:\n",
        "#: a:9999999999999999999\n",
        "\\n",
    ),
    *(
        "\\",
        '\\"',
        '"',
        "\\x",
        "\\u",
        "charset=UTF-7\\n",
        "Plural-Forms: nplurals=9\\n",
        "#~| msgid ",
    ),
    *(
        '\n\nmsgid "a"\nmsgstr "b"\n',
        "\r",
        "\u2028",
        "\x85",
        "\x1c",
        "\ufeff",
        "\0",
        "#.",
        "#:",
        "#",
    ),
)
HTML = (
    *(
        "<table>",
        "<tr>",
        "<td colspan=999999999>",
        "<td rowspan=-1>",
        "<th>",
        "</table>",
        "<caption>",
    ),
    *(
        "<ol start=-99999999999>",
        '<ol type="i" start="99999">',
        '<li value="99999999999999999999">',
    ),
    *(
        "<ul>",
        "<li>",
        "<sup>",
        "<sub>",
        "<br>",
        "<pre>",
        "<h1>",
        "<h6>",
        "<article>",
        "<main>",
        "<p>",
    ),
    *("<!--", "-->", "<![CDATA[", "<?xml", "<svg>", "<math>", "<template>", "<frameset>", "<base>"),
    *("&#0;", "&#1114112;", "&#xD800;", "&nbsp;", "&lt", "<meta charset=utf-7>", "<body hidden>"),
    *('<div style="display:none">', "<html xmlns:a='b'>", "<a:b>", "<" * 500, "<div>" * 300, "]]>"),
)
XML = (
    *(
        'w:val="-1"',
        'w:val="99999999999999999999"',
        'w:val=""',
        '<w:ilvl w:val="9999"/>',
        "<w:tab/>",
    ),
    *(
        '<w:numFmt w:val="chineseCounting"/>',
        '<w:numFmt w:val="upperRoman"/>',
        "<w:br/>",
        "<w:sym/>",
    ),
    *(
        '<w:lvlText w:val="%1%2%9%0%"/>',
        '<w:gridSpan w:val="0"/>',
        "<w:vMerge/>",
        "<w:del>",
        "</w:p>",
    ),
    *(
        "<w:p>",
        "<w:tbl>",
        "<w:tr>",
        "<w:tc>",
        "<w:sdt>",
        "<w:fldChar/>",
        "<mc:AlternateContent>",
        "&",
    ),
    *(
        '<w:fldChar w:fldCharType="begin"/>',
        "<w:instrText>",
        "<!DOCTYPE x>",
        "<?x?>",
        "<!---->",
        "\0",
    ),
)
TOKENS: dict[str, tuple[str, ...]] = {
    "text": TEXT,
    "markdown": (*TEXT, "\n## ", "\n- ", "\n1. ", "\n| a | b |\n|---|---|\n", *YAML[:20]),
    "yaml": YAML, "po": PO, "html": HTML, "xml": XML,
    "json": ("{", "}", "[" * 3000, '"', "null", "1e999", '"type":"x"', '"from_code":', "\\ud800"),
    "pdf": tuple(name.decode() + " " for name in NAMES),
}  # fmt: skip
