"""What extraction offers as entries: term pairs of aligned texts, Chinese terms of texts without translation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from glossary.entries import CandidateKind, Status, Term, TermCandidate, TermEntry, TermType
from glossary.termbase import proposed_entry
from tm.app.project import Project
from tm.languages import primary, script
from tm.progress import Progress, silent
from tm.text.normalize import fold, resolve_lang
from tm.units import TranslationUnit

SURE_PAIR = 0.3  # confidence of a bead from which on its texts are evidence for terms
LEAST_TERM_CONFIDENCE = 0.5  # of an extracted pair that is proposed
TERMS_AN_ARTICLE = 60  # candidates looked at for each article, best first


def propose_terms(
    project: Project,
    articles: Sequence[Sequence[TranslationUnit]],
    untranslated: Sequence[Sequence[str]] = (),
    *,
    progress: Progress = silent,
) -> list[TermEntry]:
    """The proposals that the units of articles give, and the sentences of texts without translation.

    Empty unless the project's languages are Chinese and English: candidates and their shapes are known for them only.
    """
    from glossary.candidates import find_candidates, without_pieces
    from glossary.equivalents import find_equivalents

    source_lang, target_lang = project.settings.source_lang, project.settings.target_lang
    if (primary(source_lang), primary(target_lang)) != ("zh", "en"):
        return []
    progress("terms", 0, None)
    sure = [unit for units in articles for unit in units if unit.confidence is None or unit.confidence >= SURE_PAIR]
    texts = [(unit.source.text, unit.target.text) for unit in sure]
    found = find_candidates([source for source, _ in texts])
    terms = without_pieces([candidate for candidate in found if candidate.kind is CandidateKind.TERM])
    candidates = terms[: TERMS_AN_ARTICLE * max(1, len(articles))]
    contexts = {candidate.text: candidate.examples[0].text for candidate in candidates}
    running = "\n".join(source for source, _ in texts)
    entries = []
    for pair in find_equivalents(texts, candidates, encoder=project.encoder):
        if pair.confidence >= LEAST_TERM_CONFIDENCE:
            lang = _term_lang(pair.zh, source_lang)
            entry = proposed_entry(pair, source_lang=lang, target_lang=target_lang, context=contexts[pair.zh])
            entries.append(_with_simplified(entry, running, source_lang))
    known = {term.text for entry in entries for term in entry.terms}
    alone = [sentence for sentences in untranslated for sentence in sentences]
    found = find_candidates(alone) if alone else ()
    new = without_pieces([c for c in found if c.kind is CandidateKind.TERM and c.text not in known])
    wanted = new[: TERMS_AN_ARTICLE * len(untranslated)]
    return entries + [_untranslated_entry(candidate, source_lang) for candidate in wanted]


def _term_lang(text: str, lang: str) -> str:
    """The tag given, or that of Traditional Chinese for a term written in it."""
    read = resolve_lang(primary(lang), text)
    return read if script(read) == "Hant" else lang


def _with_simplified(entry: TermEntry, running: str, lang: str) -> TermEntry:
    """The entry of a Traditional term led by its Simplified form where the texts have that too."""
    first = entry.terms[0]
    simplified = fold(first.text)
    if simplified == first.text or simplified not in running:
        return entry
    variant = replace(first, status=Status.ADMITTED, term_type=TermType.VARIANT)
    return replace(entry, terms=(Term(text=simplified, lang=lang, context=first.context), variant, *entry.terms[1:]))


def _untranslated_entry(candidate: TermCandidate, lang: str) -> TermEntry:
    term = Term(text=candidate.text, lang=_term_lang(candidate.text, lang), context=candidate.examples[0].text)
    concept = "z" + sha256(candidate.text.encode()).hexdigest()[:12]
    return TermEntry(concept=concept, terms=(term,), count=candidate.count)
