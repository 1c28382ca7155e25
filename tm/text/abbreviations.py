"""Abbreviations after which a sentence goes on, in languages other than English: titles, units, references.

What as often ends a sentence, as etc. and usw., is left out.
"""

from __future__ import annotations

_ANY = "dr prof st nr no art fig p pp vol cf ca tel"
_OF_LANGUAGE = {
    "de": "hr hrn fr frl dipl ing str abs bzw vgl bspw evtl ggf inkl sog hrsg aufl bd bde kap s abb tab mio mrd jh geb"
    " gest gem lt max min mind z d u i v ggü zzgl abzgl einschl ebd",
    "fr": "m mm mme mmes mlle mlles me ste av bd env ex chap éd hab al boul num réf",
    "es": "sr sra sres srta dra d dña profa ud uds pág págs núm cap av avda c ee aprox ej lic ing gral excmo ilmo",
    "it": "sig sigg sigra signa dott dottssa avv ing arch geom on pag pagg cfr cap n nn sec es ecc.mo gent spett",
    "pt": "sr sra srs sras dra profa eng pág págs cap av r n séc ex exmo núm al",
    "nl": "dhr mw mevr drs ir ing mr blz bijv vgl hfst resp max min jl",
    "ru": "ул д кв пер просп пл обл р п стр рис табл см ср гл ст тов гр проф акад ген им напр т н э тыс млн млрд св о",
    "pl": "mgr inż hab ul al pl os godz tj tzn np ok św ks gen płk por wg str rys tab ust pkt m.in",
    "tr": "doç av sn bkz örn cad sok s yy alb",
    "ar": "د أ م",
}
_NEVER_LAST = {lang: frozenset(f"{_ANY} {words}".split()) for lang, words in _OF_LANGUAGE.items()}
_NEVER_LAST_ANYWHERE = frozenset(_ANY.split())
_ROMAN = frozenset("IVXLC–-")
_LEADING_WORDS = 3  # of a date with which a sentence begins
ORDINALS = frozenset(["de", "tr"])  # languages that write 3. for third, and may go on in upper case


def never_last(word: str, language: str) -> bool:
    """Whether the abbreviation, in lower case and without its dot, never ends a sentence of the language."""
    return word in _NEVER_LAST.get(language, _NEVER_LAST_ANYWHERE)


def leads_on(before: str, language: str) -> bool:
    """Whether a text that ends in г or в, year, century or town in Russian, goes on: В 1990 г. Иванов; в г. Москву."""
    words = before.split()
    if language != "ru" or words[-1:] not in (["г"], ["гг"], ["в"], ["вв"]):
        return False
    counted = len(words) > 1 and (words[-2][-1].isdigit() or set(words[-2]) <= _ROMAN)
    return not counted or len(words) <= _LEADING_WORDS
