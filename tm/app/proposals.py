"""What extraction offers as entries: term pairs of aligned texts, Chinese terms of texts without translation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from glossary.abbreviations import find_acronyms, find_short_forms
from glossary.entries import (
    PROPER_NOUN,
    NameCandidate,
    Rendering,
    Status,
    Term,
    TermCandidate,
    TermEntry,
    TermPair,
    TermType,
)
from glossary.termbase import proposed_entry
from tm.app.project import Project
from tm.app.shortforms import join_short_forms
from tm.encode import choose
from tm.encode.encoder import Encoder
from tm.languages import primary, script
from tm.progress import Progress, silent
from tm.text.normalize import chinese_script, convert, resolve_lang
from tm.units import TranslationUnit

SURE_PAIR = 0.3  # confidence of a bead from which on its texts are evidence for terms
LEAST_TERM_CONFIDENCE = 0.5  # of a term's English that is proposed with it, and of a term without any
BY_SOUND = 0.98  # confidence of a person's English, found by its sound: of 92 persons in 14 articles none was wrong
NAME_ALONE = 0.95  # confidence of a name without translation: of 163 in 18 articles 158 were names
LEAST_GUESS = 0.25  # of English that is shown beside a term, not as its own; of .25 to .5, nearly half is right
TERMS_AN_ARTICLE = 100  # candidates proposed for each article, best first, unless asked for more


def propose_terms(
    project: Project,
    articles: Sequence[Sequence[TranslationUnit]],
    untranslated: Sequence[Sequence[str]] = (),
    *,
    most: int = TERMS_AN_ARTICLE,
    progress: Progress = silent,
) -> list[TermEntry]:
    """The proposals that the units of articles give, and the sentences of texts without translation.

    Of terms, as many for each article and text as `most` says; of names, all.
    Empty unless the project's languages are Chinese and English: candidates and their shapes are known for them only.
    """
    source_lang, target_lang = project.settings.source_lang, project.settings.target_lang
    if (primary(source_lang), primary(target_lang)) != ("zh", "en"):
        return []
    progress("terms", 0, None)
    sure = [unit for units in articles for unit in units if unit.confidence is None or unit.confidence >= SURE_PAIR]
    entries = _translated(project, [(unit.source.text, unit.target.text) for unit in sure], most * len(articles))
    known = {term.text for entry in entries for term in entry.terms}
    alone = [sentence for sentences in untranslated for sentence in sentences]
    entries += _untranslated(project, alone, most * len(untranslated), known)
    names = [entry.terms[0].text for entry in entries if entry.kind.named]
    short_forms = find_short_forms([*(unit.source.text for unit in sure), *alone], names)
    return join_short_forms(project, entries, short_forms, find_acronyms(unit.target.text for unit in sure))


def _translated(project: Project, texts: Sequence[tuple[str, str]], most: int) -> list[TermEntry]:
    """The proposals of sentences and their translations: names, and of the best candidates what is likely a term.

    With its English if that is likely too: the confidence of the entry is that of the term times that of its English.
    Else without, and with the renderings that were found to choose from.
    """
    from glossary.candidates import find_candidates
    from glossary.equivalents import Corpus, find_equivalents
    from glossary.evidence import evidence
    from glossary.names import find_names

    source_lang = project.settings.source_lang
    chinese = [source for source, _ in texts]
    names = find_names(chinese, [target for _, target in texts])
    encoder = _candidate_encoder(project)
    corpus = Corpus(texts, encoder)
    found = find_candidates(chinese, names=names, encoder=encoder, evidence=lambda strings: evidence(strings, corpus))
    candidates = found[:most]
    contexts = {candidate.text: candidate.examples[0].text for candidate in candidates}
    contexts |= {name.text: name.examples[0].text for name in names}
    wanted = _script(chinese, source_lang)
    short_forms = find_short_forms(chinese, [name.text for name in names])
    defined = {text: found.context for found in short_forms for text in (found.full, found.short)}
    contexts = defined | contexts
    linked = corpus if encoder is project.encoder else Corpus(texts, project.encoder)
    terms: list[TermCandidate | str] = [*candidates, *(name.text for name in names), *defined]
    pairs = find_equivalents(linked, terms)
    of_name = {name.text: name for name in names}
    of_term = {candidate.text: candidate for candidate in candidates}
    entries = []
    for pair in pairs:
        name = of_name.get(pair.zh)
        pair = pair if name is None else _named_pair(pair, name)
        if pair.confidence >= LEAST_TERM_CONFIDENCE:
            lang = _term_lang(pair.zh, source_lang)
            sure_term = of_term[pair.zh].confidence if pair.zh in of_term else 1.0
            kept = replace(pair, confidence=pair.confidence * sure_term)
            entry = proposed_entry(
                kept, source_lang=lang, target_lang=project.settings.target_lang, context=contexts[pair.zh]
            )
            entries.append(_in_script(_as_name(entry, name), wanted, source_lang))
        elif name is not None:
            entries.append(_in_script(_as_name(_untranslated_entry(name, source_lang), name), wanted, source_lang))
        elif pair.zh in of_term and (len(pair.renderings) > 1 or of_term[pair.zh].confidence >= LEAST_TERM_CONFIDENCE):
            guessed = len(pair.renderings) > 1 or pair.confidence >= LEAST_GUESS
            renderings = pair.renderings if guessed else ()  # a person has to choose
            term = replace(_untranslated_entry(of_term[pair.zh], source_lang), renderings=renderings)
            entries.append(_in_script(term, wanted, source_lang))
    return entries


def _named_pair(pair: TermPair, name: NameCandidate) -> TermPair:
    """The pair with the English that writes the name by its sound, if there is any."""
    if not name.english:
        return pair
    rendering = Rendering(name.english, name.count)
    return replace(pair, en=name.english, confidence=BY_SOUND, renderings=(rendering,))


def _as_name(entry: TermEntry, name: NameCandidate | None) -> TermEntry:
    """The entry marked as that of a name: its terms proper nouns, its subject field what is named."""
    if name is None:
        return entry
    terms = tuple(replace(term, part_of_speech=PROPER_NOUN) for term in entry.terms)
    return replace(entry, terms=terms, subject_field=str(name.kind))


def _untranslated(project: Project, sentences: Sequence[str], most: int, known: set[str]) -> list[TermEntry]:
    """The proposals of sentences without translation: terms and names that have no entry yet."""
    from glossary.candidates import find_candidates
    from glossary.names import find_names

    if not sentences:
        return []
    lang = project.settings.source_lang
    names = find_names(sentences)
    found = find_candidates(sentences, names=names, encoder=_candidate_encoder(project))
    chosen = [candidate for candidate in found if candidate.text not in known]
    entries = [_untranslated_entry(candidate, lang) for candidate in chosen[:most]]
    entries += [_as_name(_untranslated_entry(name, lang), name) for name in names if name.text not in known]
    written = _script(sentences, lang)
    return [_in_script(entry, written, lang) for entry in entries]


def _candidate_encoder(project: Project) -> Encoder:
    """The built-in encoder, whichever the project has: candidates are weighed by its vectors."""
    from glossary.termhood import fitted_weights

    if project.encoder.name == fitted_weights(translated=True).encoder:
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
    of_leading = text in first.context  # the sentence belongs to the form that it has
    variant = replace(
        first, status=Status.ADMITTED, term_type=TermType.VARIANT, context="" if of_leading else first.context
    )
    leading = replace(first, text=text, lang=_term_lang(text, lang), context=first.context if of_leading else "")
    return replace(entry, terms=(leading, variant, *entry.terms[1:])) if text != first.text else entry


def _untranslated_entry(candidate: TermCandidate | NameCandidate, lang: str) -> TermEntry:
    term = Term(text=candidate.text, lang=_term_lang(candidate.text, lang), context=candidate.examples[0].text)
    concept = "z" + sha256(candidate.text.encode()).hexdigest()[:12]
    confidence = NAME_ALONE if isinstance(candidate, NameCandidate) else candidate.confidence
    return TermEntry(concept=concept, terms=(term,), confidence=round(confidence, 4), count=candidate.count)
