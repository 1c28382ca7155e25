"""What extraction offers as entries: term pairs of aligned texts, Chinese terms of texts without translation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from glossary.entries import CandidateKind, Status, Term, TermCandidate, TermEntry, TermType
from glossary.termbase import proposed_entry
from tm.app.project import Project
from tm.encode import choose
from tm.encode.encoder import Encoder
from tm.languages import primary, script
from tm.progress import Progress, silent
from tm.text.normalize import chinese_script, convert, resolve_lang
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
    encoder = _candidate_encoder(project)
    sure = [unit for units in articles for unit in units if unit.confidence is None or unit.confidence >= SURE_PAIR]
    texts = [(unit.source.text, unit.target.text) for unit in sure]
    found = find_candidates([source for source, _ in texts], encoder=encoder)
    terms = without_pieces([candidate for candidate in found if candidate.kind is CandidateKind.TERM])
    candidates = terms[: TERMS_AN_ARTICLE * max(1, len(articles))]
    contexts = {candidate.text: candidate.examples[0].text for candidate in candidates}
    wanted = _script([source for source, _ in texts], source_lang)
    entries = []
    for pair in find_equivalents(texts, candidates, encoder=project.encoder):
        if pair.confidence >= LEAST_TERM_CONFIDENCE:
            lang = _term_lang(pair.zh, source_lang)
            entry = proposed_entry(pair, source_lang=lang, target_lang=target_lang, context=contexts[pair.zh])
            entries.append(_in_script(entry, wanted, source_lang))
    known = {term.text for entry in entries for term in entry.terms}
    alone = [sentence for sentences in untranslated for sentence in sentences]
    found = find_candidates(alone, encoder=encoder) if alone else ()
    new = without_pieces([c for c in found if c.kind is CandidateKind.TERM and c.text not in known])
    written = _script(alone, source_lang)
    chosen = new[: TERMS_AN_ARTICLE * len(untranslated)]
    return entries + [_in_script(_untranslated_entry(c, source_lang), written, source_lang) for c in chosen]


def _candidate_encoder(project: Project) -> Encoder:
    """The built-in encoder, whichever the project has: candidates are weighed by its vectors."""
    from glossary.termhood import fitted_weights

    if project.encoder.name == fitted_weights().encoder:
        return project.encoder
    return choose.choose_encoder(choose.BUILTIN)


def _term_lang(text: str, lang: str) -> str:
    """The tag given, or that of Traditional Chinese for a term written in it."""
    read = resolve_lang(primary(lang), text)
    return read if script(read) == "Hant" else lang


def _script(texts: Sequence[str], lang: str) -> str:
    """The script that proposals are written in: Traditional where the project or most of its texts are."""
    return "Hant" if "Hant" in (script(lang), chinese_script("\n".join(texts))) else "Hans"


def _in_script(entry: TermEntry, wanted: str, lang: str) -> TermEntry:
    """The entry led by its first term in the wanted script; as the texts have it, it follows as a variant."""
    first = entry.terms[0]
    if chinese_script(first.text) in ("", wanted):
        return entry
    text = convert(first.text, first.lang if wanted == "Hans" else "zh-Hans", f"zh-{wanted}")
    variant = replace(first, status=Status.ADMITTED, term_type=TermType.VARIANT)
    leading = Term(text=text, lang=_term_lang(text, lang), context=first.context)
    return replace(entry, terms=(leading, variant, *entry.terms[1:])) if text != first.text else entry


def _untranslated_entry(candidate: TermCandidate, lang: str) -> TermEntry:
    term = Term(text=candidate.text, lang=_term_lang(candidate.text, lang), context=candidate.examples[0].text)
    concept = "z" + sha256(candidate.text.encode()).hexdigest()[:12]
    return TermEntry(concept=concept, terms=(term,), count=candidate.count)
