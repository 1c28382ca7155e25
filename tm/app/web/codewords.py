"""Words for what other parts name by a code: actions of the history, findings, penalties, match bands.

In English the codes of findings and penalties stand as options and data have them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

CODE_WORDS: dict[str, tuple[str, str]] = {
    # actions
    "action-add": ("add", "添加"),
    "action-align": ("align", "对齐"),
    "action-approve": ("approve", "批准"),
    "action-build": ("build", "构建"),
    "action-delete": ("delete", "删除"),
    "action-edit": ("edit", "编辑"),
    "action-extract": ("extract", "提取术语"),
    "action-fix": ("fix", "修正"),
    "action-import": ("import", "导入"),
    "action-merge": ("merge", "合并"),
    "action-redo": ("redo", "重做"),
    "action-reject": ("reject", "否决"),
    "action-restore": ("restore", "恢复"),
    "action-review": ("review", "审校"),
    "action-undo": ("undo", "撤销"),
    # findings
    "code-duplicate": ("duplicate", "重复句对"),
    "code-several-targets": ("several-targets", "一文多译"),
    "code-several-sources": ("several-sources", "多文一译"),
    "code-same-text": ("same-text", "译文同原文"),
    "code-half-empty": ("half-empty", "一侧无内容"),
    "code-wrong-language": ("wrong-language", "语言不符"),
    "code-wrong-script": ("wrong-script", "繁简不符"),
    "code-left-over": ("left-over", "残留原文"),
    "code-number": ("number", "数字"),
    "code-tag": ("tag", "标记"),
    "code-length": ("length", "长度异常"),
    "code-meaning": ("meaning", "语义不符"),
    "code-garbled": ("garbled", "乱码"),
    "code-space": ("space", "空格"),
    "code-term-forbidden": ("term-forbidden", "禁用译法"),
    "code-term-missing": ("term-missing", "术语未译出"),
    "code-term-elided": ("term-elided", "术语从略"),
    "code-term-case": ("term-case", "大小写不符"),
    "code-term-inconsistent": ("term-inconsistent", "译法不一"),
    "code-term-unbacked": ("term-unbacked", "原文无此术语"),
    # penalties
    "penalty-codes": ("codes", "标记不同"),
    "penalty-form": ("form", "写法不同"),
    "penalty-memory": ("memory", "其他记忆库"),
    "penalty-multiple-targets": ("multiple-targets", "一文多译"),
    "penalty-script": ("script", "繁简不同"),
    "penalty-target-script": ("target-script", "译文繁简不同"),
    # what a term may be, and the fields that an action changes
    "type-full": ("full form", "全称"),
    "type-abbreviation": ("abbreviation", "简称"),
    "type-acronym": ("acronym", "首字母缩写"),
    "type-short": ("short form", "短称"),
    "type-variant": ("variant", "异体"),
    "type-phrase": ("phrase", "短语"),
    "field-confidence": ("confidence", "置信度"),
    "field-context": ("context", "语境"),
    "field-count": ("occurrences", "出现次数"),
    "field-definitions": ("definition", "定义"),
    "field-foreign": ("of other tools", "其他工具的内容"),
    "field-note": ("note", "备注"),
    "field-part_of_speech": ("part of speech", "词性"),
    "field-properties": ("properties", "属性"),
    "field-references": ("references", "参见"),
    "field-renderings": ("renderings in the texts", "文中的译法"),
    "field-source": ("source", "出处"),
    "field-status": ("status", "状态"),
    "field-subject_field": ("subject", "领域"),
    "field-term": ("term", "术语"),
    "field-term_type": ("form", "形式"),
    "field-workflow": ("decision", "决定"),
    # match bands
    "band-102": ("102 both neighbours", "102 上下文全同"),
    "band-101": ("101 one neighbour", "101 上文或下文相同"),
    "band-100": ("100", "100"),
    "band-repeated": ("repeated in the file", "文内重复"),
    "band-repeated-elsewhere": ("repeated elsewhere", "他处重复"),
    "band-95-99": ("95–99", "95–99"),
    "band-85-94": ("85–94", "85–94"),
    "band-75-84": ("75–84", "75–84"),
    "band-50-74": ("50–74", "50–74"),
    "band-none": ("no match", "无匹配"),
    "band-numbers": ("figures only", "仅数字"),
    "band-translated": ("translated already", "已有译文"),
}

_COUNTED = re.compile(r"(\d+) (units|entries)|unit (\d+)")
_CHINESE_COUNTED = {"units": "{} 个句对", "entries": "{} 个词条", None: "句对 {}"}


def action_said(kind: str, summary: str, words: Mapping[str, str]) -> tuple[str, str]:
    """Kind and summary of an action of the history by the words of a page; what has no word stays as it is."""
    return words.get(f"action-{kind}", kind), _summary_said(kind, summary, words)


def _summary_said(kind: str, summary: str, words: Mapping[str, str]) -> str:
    """The summary, which names what was undone or redone, a review with its step, fixes, units, or a text."""
    if words["action-undo"] == "undo":
        return summary
    done, space, rest = summary.partition(" ")
    if kind in ("undo", "redo") and f"action-{done}" in words:
        return f"{words[f'action-{done}']}{space}{_summary_said(done, rest, words)}"
    if kind == "review":
        name, colon, step = summary.rpartition(": ")
        return f"{name}：{' '.join(words.get(one, one) for one in step.split())}" if colon else summary
    if kind == "fix":
        return "、".join(words.get(f"code-{code}", code) for code in summary.split(", "))
    counted = _COUNTED.fullmatch(summary)
    if counted:
        return _CHINESE_COUNTED[counted[2]].format(counted[1] or counted[3])
    return summary.replace(" into ", " 并入 ", 1) if kind == "merge" else summary
