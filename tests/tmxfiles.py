"""The rules of TMX 1.4 for the files that we write, by hand: the DTD and the XML Schema are not ours to copy."""

import re
from pathlib import Path

from lxml import etree

from tm.exchange.safexml import XML_LANG

FLOW = ("bpt", "ept", "it", "ph", "hi", "ut")
INLINE = {  # attributes that must be, that may be, and elements inside
    "seg": ((), (), FLOW),
    "hi": ((), ("x", "type"), FLOW),
    "sub": ((), ("datatype", "type"), FLOW),
    "bpt": (("i",), ("x", "type"), ("sub",)),
    "ept": (("i",), (), ("sub",)),
    "it": (("pos",), ("x", "type"), ("sub",)),
    "ph": ((), ("x", "assoc", "type"), ("sub",)),
    "ut": ((), ("x",), ("sub",)),
}


def assert_valid(path: Path, *, odd_dates: bool = False) -> etree._Element:
    """The rules of the TMX 1.4 DTD and of its dates, by hand: children, their order, attributes and their values."""
    tree = etree.parse(path)
    root = tree.getroot()
    when = re.compile(r"\d{8}T\d{6}Z")
    dates = {"creationdate", "changedate", "lastusagedate"}
    both = {"o-encoding", "datatype", "usagecount", "creationtool", "creationtoolversion", "creationid", "changeid"}
    both |= dates | {"o-tmf"}
    assert tree.docinfo.doctype == '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
    assert (tree.docinfo.encoding, root.tag, dict(root.attrib)) == ("UTF-8", "tmx", {"version": "1.4"})
    header, body = root
    needed = {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"}
    assert needed <= set(header.attrib) <= needed | {"creationdate"}
    for element in body:
        kinds = [child.tag for child in element]
        meta = kinds[: kinds.index("tuv")]
        assert (element.tag, set(meta) <= {"note", "prop"}) == ("tu", True)
        assert set(kinds[len(meta) :]) == {"tuv"}
        assert set(element.attrib) <= both | {"tuid", "segtype", "srclang"}
        assert not re.search(r"\s", element.get("tuid", ""))
        for tuv in element.iterfind("tuv"):
            kinds = [child.tag for child in tuv]
            assert XML_LANG in tuv.attrib
            assert set(tuv.attrib) <= both | {XML_LANG}
            assert (set(kinds[:-1]) <= {"note", "prop"}, kinds[-1]) == (True, "seg")
    for element in body.iter("note", "prop"):
        assert len(element) == 0
        required = {"type"} if element.tag == "prop" else set()
        assert required <= set(element.attrib) <= required | {XML_LANG, "o-encoding"}
    for element in body.iter(*INLINE):
        required, allowed, inside = INLINE[element.tag]
        assert set(required) <= set(element.attrib) <= {*required, *allowed}
        assert {child.tag for child in element} <= set(inside)
        assert element.get("pos", "begin") in ("begin", "end")
    for element in root.iter():
        assert odd_dates or all(when.fullmatch(str(element.get(name))) for name in dates if name in element.attrib)
    return root
