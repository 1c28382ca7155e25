"""Examples of each command, shown below its help."""

from __future__ import annotations

import click

EXAMPLES = {
    "tm": {
        "build": ("tm build articles/", "tm build articles/ -o delivery/ -s en-GB -t zh-TW"),
        "import": (
            "tm import customer.tmx",
            "tm import reviewed.docx",
            "tm import old.tsv -s zh-CN -t en-US --dry-run",
        ),
        "export": (
            "tm export -o memory.tmx",
            "tm export -o job.tmx --for trados -s zh-CN -t en-US",
            "tm export -o review.docx --state translated",
            "tm export --omegat job/",
        ),
        "lookup": (
            "tm lookup 城镇新增就业6580人。",
            'tm lookup --meaning "creating new urban jobs"',
            "tm lookup - < segments.txt",
        ),
        "align": ("tm align speech.zh.docx speech.en.docx -o speech.tmx", "tm align both.docx --add"),
        "evaluate": ("tm evaluate seeds/",),
        "split": ("tm split page.html", "tm split contract.txt --semicolons"),
        "review": ("tm review speech.zh.docx speech.en.docx", "tm review speech", "tm review"),
        "analyse": ("tm analyse new/speech.docx new/report.docx -o quote.xlsx",),
        "suggest": ("tm suggest speech.docx -o speech.html", "tm suggest job.xlf -o filled.xlf --prefill 100"),
        "concordance": ("tm concordance 临时党支部", 'tm concordance "party branch" -o hits.xlsx'),
        "edit": ('tm edit 12 --target "temporary Party branch" --state reviewed',),
        "delete": ("tm delete 12 13", "tm delete --origin speech"),
        "undo": ("tm undo", "tm undo 3"),
        "redo": ("tm redo",),
        "history": ("tm history --max 100",),
        "forget": ("tm forget --keep 50", "tm forget --before 2024-01-01"),
        "check": (
            "tm check --severity warning -o findings.html",
            "tm check --fix duplicate --fix space",
            "tm check translation.xlf",
        ),
        "serve": ("tm serve", "tm serve --allow-write --memory mine.tmdb --memory ministry.tmdb:penalty=5"),
        "stats": ("tm stats --memory ministry.tmdb",),
        "settings": ("tm settings",),
    },
    "glossary": {
        "extract": ("glossary extract", "glossary extract articles/ --kind term"),
        "list": ("glossary list --workflow proposed --max 100", "glossary list --kind name"),
        "find": ("glossary find 党支部",),
        "add": ('glossary add 网格员 "grid worker" "grid attendant" --forbid "grid member"',),
        "approve": ("glossary approve 党支部 临时党支部",),
        "reject": ("glossary reject 喇叭奶奶",),
        "check": ("glossary check translation.xlf", "glossary check speech.zh.docx speech.en.docx --all"),
        "edit": ('glossary edit 网格员 --prefer "grid attendant"', "glossary edit 网格员 --term 网格员 --pos noun"),
        "history": ("glossary history 网格员",),
        "delete": ("glossary delete 网格员",),
        "merge": ("glossary merge 志愿者 志工",),
        "import": ("glossary import customer.tbx", "glossary import terms.xlsx --dry-run"),
        "export": ("glossary export -o glossary.tbx", "glossary export -o terms.csv --format memoq"),
        "review": ("glossary review", "glossary review --kind person"),
    },
}


def show_examples(program: str, group: click.Group) -> None:
    """Put the examples of a program's commands below their help."""
    for name, lines in EXAMPLES[program].items():
        group.commands[name].epilog = "\n  ".join(("\b\nExamples:", *lines))
