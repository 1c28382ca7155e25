"""Names in TMX: our own props, and the properties that keep what a unit has no field for.

    name            a `prop` of the tu           @name           an attribute of the tu
    source:name     a `prop` of the source tuv   source:@name    an attribute of the source tuv
    target:name     a `prop` of the target tuv   target:@name    an attribute of the target tuv
    <note>          another note of the tu       source:<note>   a note of the source tuv
    <tu>            the target languages of the tu, where it has several: each is a unit of its own
    <note>@name     an attribute of the first note of the tu, which is the note of the unit
    <seg>@name      with source: or target: before it, an attribute of a seg
    <>              an element of the tu as markup: a prop or note with attributes of its own, a tuv that is in no
                    unit, one that TMX does not know; source:<> and target:<> likewise

Names of attributes are those of lxml, `{address}name` in a namespace. They come in that order: those of the tu, of the
source, of the target; attributes before notes and props. Where a date or a person stands on the target tuv the field of
the unit holds it, and target:@changedate says that it was there. Our own fields travel as FIELDS, props of the tu, and
CONTEXTS, props of the source tuv as memoQ writes them. Inline codes that TMX cannot say, those of XLIFF, stand beside
their seg whole in the prop CODES. What else TMX 1.4 does not know travels as a prop: @name by that name, all other
properties by theirs after ESCAPE.
"""

FIELDS = ("x-tuid", "x-document", "x-publisher", "x-date", "x-url", "x-position", "x-state", "x-confidence")
CONTEXTS = ("x-context-pre", "x-context-post")
CODES = "x-codes"
NOTE, GROUP, MARKUP = "<note>", "<tu>", "<>"
NOTE_ATTRIBUTE, SEG_ATTRIBUTE = "<note>@", "<seg>@"
ESCAPE = "x-duizhao:"  # before the name of a property that only our prop can hold
NOTE_ATTRIBUTES = frozenset(["{http://www.w3.org/XML/1998/namespace}lang", "o-encoding"])
DATES = frozenset(["creationdate", "changedate", "lastusagedate"])
WHO_WHEN = ("creationdate", "creationid", "changedate", "changeid")

TUV_ATTRIBUTES = (
    frozenset(
        [
            "o-encoding",
            "datatype",
            "usagecount",
            "creationtool",
            "creationtoolversion",
            "creationid",
            "changeid",
            "o-tmf",
        ]
    )
    | DATES
)
TU_ATTRIBUTES = TUV_ATTRIBUTES | {"tuid", "segtype", "srclang"}
SEGTYPES = frozenset(["block", "paragraph", "sentence", "phrase"])
INLINE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # attributes that may and that must be there
    "bpt": (("x", "type"), ("i",)),
    "ept": ((), ("i",)),
    "it": (("x", "type"), ("pos",)),
    "ph": (("x", "assoc", "type"), ()),
    "hi": (("x", "type"), ()),
    "ut": (("x",), ()),
    "sub": (("datatype", "type"), ()),
}
