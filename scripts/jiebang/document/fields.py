"""The named parts of a task, as lists of this genre call them."""

from __future__ import annotations

import re

from jiebang.text.han import simplified_twin

# key → names met in lists of the Ministry, provinces and cities. Order of the keys
# says nothing; a name belongs to one key.
_NAMES: dict[str, str] = {
    "requirement": (
        "揭榜任务 需求目标 拟解决问题 拟解决的问题 拟解决关键问题 拟解决的关键问题 "
        "任务内容 任务要求 研究内容 主要研究内容 主要内容 研究任务 攻关内容 攻关任务 "
        "主要任务 建设内容 任务描述 任务目标 需求描述 需求内容 技术需求 技术需求描述 "
        "榜单内容 榜单任务 项目内容 研究目标 研发内容 研发目标 问题描述 关键技术 "
        "攻关需求 攻关目标 揭榜内容 攻关方向 研发任务 建设任务 主要建设内容 拟突破关键技术"
    ),
    "indicators": (
        "考核指标 预期目标 主要考核指标 核心考核指标 技术指标 主要技术指标 "
        "技术考核指标 预期指标 考核目标 性能指标 主要指标 绩效指标 绩效目标 验收指标 "
        "考核要求 关键指标 技术经济指标 具体指标 指标要求"
    ),
    "organization": "组织方式 组织形式 实施方式 遴选方式",
    "eligibility": ("申报条件 申报要求 申报主体 揭榜条件 揭榜要求 揭榜方条件 揭榜方要求 有关要求"),
    "funding": (
        "资助强度 榜单金额 预算金额 资助额度 资助金额 资金支持 支持强度 支持额度 "
        "支持方式 经费预算 项目经费 研发经费 拟投入资金 榜额 悬赏金额 项目总投资 "
        "财政资金支持 总投入 总投资 总经费 经费额度 经费规模 揭榜金额 揭榜资金 资助方式 支持经费 "
        "拟资助金额 拟支持经费 资金规模 补助经费 补助金额 财政补助 财政资助 财政资助金额 财政支持 "
        "财政经费 资助经费 资助资金 支持金额 支持资金 榜单资金 榜单经费 揭榜经费 揭榜额度 悬赏额度 "
        "奖补金额 拟投入金额 投入资金 攻关经费"
    ),
    "duration": (
        "实施周期 实施期限 实施年限 执行期限 执行期 研究周期 研究期限 研发周期 "
        "完成时限 完成时间 完成期限 项目周期 项目期限 攻关周期 攻关期限 攻关时限 揭榜期限 "
        "时限要求 时间要求 时间节点 研发时限 起止时间 起止年限 实施时间 实施期"
    ),
    "background": "需求背景 背景 项目背景 研究背景 立项背景 行业背景 需求来源",
    "outcomes": "预期成果 成果形式 成果要求 预期效益 经济效益 社会效益",
    "issuer": "发榜单位 发榜方 需求单位 需求方 出题单位 牵头单位",
    "user": "最终用户 最终用户单位 应用单位 用户单位 应用方",
    "contact": "联系方式 联系人 联系电话 联系人及联系方式 咨询电话",
    "notes": "其他说明 其他要求 其他 备注 说明 补充说明",
}
_KEYS = {name: key for key, names in _NAMES.items() for name in names.split()}
_LONGEST = 30
_REMARK = re.compile(r"[（(][^（）()]*[）)]$")
_QUALIFIER = re.compile(r"^(?:本?项目|课题|榜单|主要|核心|具体|总体){1,2}(?:的)?")
# 期望实现的主要技术目标, 需解决的主要技术难题: longer names are told by how they end.
_ENDINGS = (
    (
        "indicators",
        re.compile(r"^.{0,10}(?:技术|考核|性能|验收|经济|绩效)(?:指标|目标|参数)(?:要求)?$"),
    ),
    ("requirement", re.compile(r"^.{0,10}(?:技术难题|(?:研究|研发|攻关|任务|建设)内容|技术需求)$")),
)
# What makes a heading a task: somebody is asked for something, or judged by it.
TASK_KEYS = frozenset({"requirement", "indicators"})
_LABEL = re.compile(
    r"([【\[〔]?)([^\s：:，。；、（）()【】\[\]〔〕]{2,14})([】\]〕]?\s*[：:]|[】\]〕])"
)


def field_key(name: str) -> str | None:
    """The key of a known field name, None for any other.

    Traditional characters will do, and words that only say whose it is or set it off
    from others: 项目考核指标（执行期内） is 考核指标.
    """
    if name in _KEYS:
        return _KEYS[name]
    if len(name) > _LONGEST:
        return None
    plain = simplified_twin(_REMARK.sub("", name))
    found = _KEYS.get(plain) or _KEYS.get(_QUALIFIER.sub("", plain))
    return found or next((key for key, ending in _ENDINGS if ending.search(plain)), None)


def read_label(text: str) -> tuple[str, str, str, str] | None:
    """(opening bracket, name, closing sign, rest) of “考核指标：…” or “【考核指标】…”."""
    found = _LABEL.match(text)
    if found is None or bool(found.group(1)) != (found.group(3)[0] in "】]〕"):
        return None
    opening, name, closing = found.groups()
    return opening, name, "".join(closing.split()), text[found.end() :].lstrip()
