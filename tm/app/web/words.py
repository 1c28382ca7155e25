"""Every word of the interface, in English and Chinese: one table, for templates and scripts alike.

`{name}` stands for a value that a script puts in.
"""

from __future__ import annotations

from collections.abc import Mapping

from tm.app.web.codewords import CODE_WORDS
from tm.app.web.placewords import PLACE_WORDS

LANGUAGES = {"en": "English", "zh": "中文"}

_WORDS: dict[str, tuple[str, str]] = {
    "reviews": ("Alignments under review", "待审对齐"),
    "no-reviews": (
        "None yet. Align two files with: tm review SOURCE TARGET",
        "还没有。对齐两个文件：tm review 原文 译文",
    ),
    "of-documents": ("{found} of {total} documents", "{total} 个文档中的 {found} 个"),
    "newer": ("← newer", "← 较新"),
    "older": ("older →", "较早 →"),
    "document": ("document", "文档"),
    "languages": ("languages", "语言"),
    "changed": ("last changed", "最近修改"),
    "all-reviews": ("All alignments", "全部对齐"),
    "not-here": ("There is nothing at this address", "此地址没有内容"),
    "sorry": ("That did not work", "未能完成"),
    "back": ("Back to the list", "返回列表"),
    "theme": ("Light or dark", "浅色或深色"),
    "language": ("Language of the interface", "界面语言"),
    "loading": ("Loading …", "正在读取……"),
    "need-script": ("This page needs JavaScript.", "本页需要 JavaScript。"),
    # progress
    "progress": ("Progress", "进度"),
    "reviewed": ("reviewed", "已审"),
    "of-rows": ("{done} of {rows} rows reviewed", "已审 {done} / {rows} 行"),
    "errors-left": ("errors expected in the rest", "其余预计错误"),
    "need-eyes": ("need eyes", "需要细看"),
    "path": ("Alignment path", "对齐路径"),
    "path-of": (
        "Alignment path of {source} source and {target} target sentences; click to go there",
        "原文 {source} 句、译文 {target} 句的对齐路径；点击跳转",
    ),
    "distribution": ("Confidence", "置信度"),
    "distribution-of": ("Confidence of the pairs: {bars}", "各句对的置信度：{bars}"),
    # rows
    "rows": ("Rows", "行"),
    "state": ("state", "状态"),
    "source": ("source", "原文"),
    "target": ("target", "译文"),
    "grade-A": ("sure: confidence 95 % or more", "可靠：置信度 95 % 以上"),
    "grade-B": ("good: 80 to 95 %", "较好：80–95 %"),
    "grade-C": ("look at it: 50 to 80 %", "需看：50–80 %"),
    "grade-D": ("doubtful: under 50 %", "可疑：低于 50 %"),
    "grade-N": ("no counterpart found", "没有找到对应"),
    "grade-H": ("made by hand", "人工调整"),
    "state-pending": ("open", "未审"),
    "state-flagged": ("to be looked at again", "待复查"),
    "state-pinned": ("pinned", "已固定"),
    "state-accepted": ("accepted", "已接受"),
    "state-dropped": ("dropped", "已弃用"),
    "edited": ("edited", "已改"),
    "empty-cell": ("nothing", "空"),
    # views
    "view": ("Show", "显示"),
    "view-all": ("all rows", "全部"),
    "view-eyes": ("what needs eyes", "需要细看的"),
    "none-need-eyes": ("No row needs eyes any more.", "没有需要细看的行了。"),
    # operations
    "operations": ("Operations on the row", "对本行的操作"),
    "accept": ("Accept", "接受"),
    "flag": ("Look again", "复查"),
    "clear": ("Clear", "清除"),
    "split": ("Split", "拆分"),
    "merge": ("Merge", "合并"),
    "move-up": ("Up", "上移"),
    "move-down": ("Down", "下移"),
    "swap": ("Swap", "互换"),
    "edit": ("Edit", "编辑"),
    "insert": ("Insert", "插入"),
    "delete": ("Drop", "弃用"),
    "unpair": ("No pair", "无对应"),
    "pin": ("Pin", "固定"),
    "realign": ("Re-align", "重新对齐"),
    "undo": ("Undo", "撤销"),
    "redo": ("Redo", "重做"),
    "help": ("Help", "帮助"),
    "export": ("Export", "导出"),
    "export-tmx": ("TMX, all pairs", "TMX，全部句对"),
    "export-tmx-accepted": ("TMX, accepted pairs", "TMX，已接受的句对"),
    "export-tsv": ("TSV, all pairs", "TSV，全部句对"),
    "export-xlsx": ("Excel, all pairs", "Excel，全部句对"),
    "next-eyes": ("Next doubtful", "下一处存疑"),
    "lowest": ("Least sure", "最不可靠处"),
    "accept-above": ("Accept all from", "全部接受，从"),
    "accept-above-help": (
        "Accept every open pair with at least this confidence",
        "接受置信度不低于此值的全部未审句对",
    ),
    "save": ("Save", "保存"),
    "cancel": ("Cancel", "取消"),
    "split-here": ("Split here", "在此拆分"),
    "close": ("Close", "关闭"),
    # messages
    "did-accept": ("Row {number} accepted.", "第 {number} 行已接受。"),
    "did-flag": ("Row {number} is to be looked at again.", "第 {number} 行待复查。"),
    "did-clear": ("Mark of row {number} cleared.", "第 {number} 行的标记已清除。"),
    "did-split": ("Row {number} split.", "第 {number} 行已拆分。"),
    "did-merge": ("Row {number} merged with the next.", "第 {number} 行已与下行合并。"),
    "did-move-up": ("Moved up from row {number}.", "已从第 {number} 行上移。"),
    "did-move-down": ("Moved down from row {number}.", "已从第 {number} 行下移。"),
    "did-swap": ("Row {number} swapped with the next.", "第 {number} 行已与下行互换。"),
    "did-edit": ("Row {number} edited.", "第 {number} 行已修改。"),
    "did-insert": ("Empty row put below row {number}.", "已在第 {number} 行下插入空行。"),
    "did-delete": ("Row {number} dropped.", "第 {number} 行已弃用。"),
    "did-keep": ("Row {number} kept again.", "第 {number} 行已恢复保留。"),
    "did-remove": ("Empty row {number} taken out.", "空行 {number} 已删除。"),
    "did-unpair": ("Row {number}: without counterpart.", "第 {number} 行：无对应。"),
    "did-pin": ("Pinned. Ctrl+R re-aligns the rest.", "已固定。Ctrl+R 重新对齐其余。"),
    "did-accept-above": ("{rows} rows accepted.", "已接受 {rows} 行。"),
    "did-realign": ("Re-aligned: {rows} rows changed.", "重新对齐完成：{rows} 行有变。"),
    "did-undo": ("Taken back.", "已撤销。"),
    "did-redo": ("Done again.", "已重做。"),
    "did-nothing": ("Nothing changed.", "没有变化。"),
    "realigning-encode": ("Re-aligning: {done} of {total} sentences read", "正在重新对齐：已读 {done} / {total} 句"),
    "realigning-align": ("Re-aligning: at sentence {done} of {total}", "正在重新对齐：第 {done} / {total} 句"),
    "working": ("Working …", "处理中……"),
    "pin-from": (
        "Now go to the cell on the other side that belongs to it and press Space (Esc: never mind).",
        "请移到另一侧与之对应的单元格，再按空格（Esc 取消）。",
    ),
    "pin-same-side": ("That is the same side; choose a cell on the other one.", "这是同一侧，请在另一侧选择。"),
    "conflict": (
        "Changed in another window or program: the page shows how it stands now. Your last step was not done.",
        "另一个窗口或程序作了修改：页面已更新为最新状态。您刚才的操作没有执行。",
    ),
    "conflict-text": ("Your text is still in the box.", "您输入的文字仍在框中。"),
    "too-long": (
        "{chars} characters are too long for one cell (at most {most}); nothing was saved.",
        "{chars} 个字符太长，一个单元格至多 {most} 个；未保存。",
    ),
    "no-server": (
        "The program does not answer. Is it still running in the terminal? Nothing is lost; try again.",
        "程序没有应答。终端里的程序还在运行吗？内容没有丢失，请重试。",
    ),
    "split-how": (
        "Put the cursor where to split, then Enter (Esc: never mind).",
        "把光标移到拆分处，按回车（Esc 取消）。",
    ),
    "stale-key": (
        "This page is of an earlier run; open the address that the terminal shows. Nothing was done.",
        "本页属于上一次运行；请打开终端里显示的地址。操作没有执行。",
    ),
    # help
    "help-title": ("Keys", "按键"),
    "help-move": ("row up, row down, other side", "上一行、下一行、另一侧"),
    "help-ends": ("first row, last row, a page", "首行、末行、翻页"),
    "help-move-up": ("move the first sentence of the cell up", "把单元格的第一句移到上一行"),
    "help-move-down": ("move the last sentence of the cell down", "把单元格的最后一句移到下一行"),
    "help-split": ("split the cell", "拆分单元格"),
    "help-merge": ("merge the row with the next", "与下一行合并"),
    "help-edit": ("edit the text (Enter saves, Shift+Enter: new line)", "编辑文字（回车保存，Shift+回车换行）"),
    "help-accept": ("accept, and go on", "接受，转到下一行"),
    "help-flag": ("mark to look at again", "标记待复查"),
    "help-clear": ("clear the mark", "清除标记"),
    "help-delete": ("drop the row, or keep it again; an empty one goes", "弃用或恢复该行；空行则删除"),
    "help-unpair": ("no counterpart: accept it alone, or take a pair apart", "无对应：单独接受，或拆开句对"),
    "help-swap": ("swap the cell with the one below", "与下方单元格互换"),
    "help-insert": ("insert an empty row below", "在下方插入空行"),
    "help-pin": ("once here and once on the other side: the two belong together", "在两侧各按一次：两者对应"),
    "help-realign": ("re-align the rest; accepted and pinned rows stay", "重新对齐其余；已接受和已固定的行不变"),
    "help-redo": ("do again what was undone", "重做已撤销的操作"),
    "help-undo": ("undo, redo: without limit, also tomorrow", "撤销、重做：次数不限，明天也行"),
    "help-next-eyes": ("next row that needs eyes; with Shift the one before", "下一处需要细看的行；加 Shift 为上一处"),
    "help-lowest": ("the open row of lowest confidence", "置信度最低的未审行"),
    "help-view": ("show what needs eyes, or all", "只看需要细看的，或全部"),
    "help-saved": (
        "Every step is saved at once. Accepted pairs are in the memory.",
        "每一步都立即保存。接受的句对已进入记忆库。",
    ),
}


def words(language: str) -> Mapping[str, str]:
    """Every word in a language of LANGUAGES, by its key."""
    column = list(LANGUAGES).index(language)
    return {key: told[column] for key, told in (_WORDS | PLACE_WORDS | CODE_WORDS).items()}


def accepted_language(header: str) -> str:
    """Of the languages that a request accepts the first that we speak, in the form of `Accept-Language`."""
    for part in header.split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.split("-")[0] in LANGUAGES:
            return tag.split("-")[0]
    return next(iter(LANGUAGES))
