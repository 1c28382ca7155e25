"""Names in TMX: our own props, and the properties that keep what a unit has no field for.

    name            a `prop` of the tu           @name           an attribute of the tu
    source:name     a `prop` of the source tuv   source:@name    an attribute of the source tuv
    target:name     a `prop` of the target tuv   target:@name    an attribute of the target tuv
    <note>          another note of the tu       source:<note>   a note of the source tuv
    <tu>            the target languages of the tu, where it has several: each is a unit of its own

They come in that order: those of the tu, of the source, of the target; attributes before notes and props. Where a
date or a person stands on the target tuv the field of the unit holds it, and target:@changedate says that it was
there. Our own fields travel as FIELDS, props of the tu, and CONTEXTS, props of the source tuv as memoQ writes them.
Inline codes that TMX cannot say, of XLIFF or with foreign attributes, stand beside their seg whole in the prop CODES.
"""

FIELDS = ("x-tuid", "x-document", "x-publisher", "x-date", "x-url", "x-position", "x-state", "x-confidence")
CONTEXTS = ("x-context-pre", "x-context-post")
CODES = "x-codes"
NOTE, GROUP = "<note>", "<tu>"
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
