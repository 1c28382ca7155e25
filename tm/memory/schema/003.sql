-- Schema 3: alignments under review.

CREATE TABLE review (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,             -- of the document: the origin of its units
    source_lang TEXT NOT NULL,
    target_lang TEXT NOT NULL,
    source_path TEXT NOT NULL,             -- as given when the texts were aligned
    target_path TEXT NOT NULL,
    held INTEGER NOT NULL,                 -- 1 where the memory was given its pairs before anybody looked at them
    revision INTEGER NOT NULL,             -- operations so far, those that undid or redid one included
    head INTEGER NOT NULL,                 -- the last operation that stands; 0: as the aligner left it
    next_row INTEGER NOT NULL,             -- number of the next new row
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
);

CREATE TABLE review_sentence (
    review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,
    side TEXT NOT NULL CHECK (side IN ('source', 'target')),
    number INTEGER NOT NULL,               -- in its document, from 0
    text TEXT NOT NULL,
    gap TEXT NOT NULL,                     -- between it and the next sentence, where both are read as one text
    block INTEGER NOT NULL,
    PRIMARY KEY (review_id, side, number)
) WITHOUT ROWID;

CREATE TABLE review_row (
    review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,
    id INTEGER NOT NULL,                   -- within its review, never given to a second row
    rank INTEGER NOT NULL,                 -- orders the rows
    source TEXT NOT NULL,                  -- JSON: [[sentence, start, end], ...]
    source_edited TEXT,
    target TEXT NOT NULL,
    target_edited TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'flagged', 'pinned', 'accepted', 'dropped')),
    confidence REAL,                       -- of the bead; NULL once a person has changed what is in the row
    PRIMARY KEY (review_id, id)
) WITHOUT ROWID;
CREATE INDEX review_order ON review_row (review_id, rank);

CREATE TABLE review_operation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,
    parent INTEGER NOT NULL,               -- the operation before it; 0: none
    at TEXT NOT NULL,
    author TEXT NOT NULL,
    kind TEXT NOT NULL,
    splices TEXT NOT NULL                  -- JSON: [[at, [row before, ...], [row after, ...]], ...]
);
CREATE INDEX review_operation_parent ON review_operation (review_id, parent);

CREATE TABLE review_unit (                 -- what the memory held of a pair before the review accepted it
    review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,
    unit_key BLOB NOT NULL,
    before TEXT NOT NULL,                  -- JSON of the unit's row
    PRIMARY KEY (review_id, unit_key)
) WITHOUT ROWID;
