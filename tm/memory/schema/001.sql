-- The memory file, schema 1. Shipped schemas are never edited; a change is a new numbered file.

CREATE TABLE memory (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    identity TEXT NOT NULL,       -- of this memory, for life
    generation INTEGER NOT NULL,  -- write actions so far
    token TEXT NOT NULL           -- drawn anew by each write action: tells copies apart that went separate ways
);
INSERT INTO memory VALUES (1, lower(hex(randomblob(16))), 0, lower(hex(randomblob(8))));

CREATE TABLE origin (
    id INTEGER PRIMARY KEY,
    document TEXT NOT NULL,
    publisher TEXT NOT NULL,
    date TEXT NOT NULL,
    url TEXT NOT NULL,
    UNIQUE (document, publisher, date, url)
);

CREATE TABLE unit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- insertion order; never given to a second unit
    key BLOB NOT NULL UNIQUE,              -- digest of what makes a unit the same unit (tm.memory.memory)
    unit_id TEXT NOT NULL,
    source_lang TEXT NOT NULL,
    source_text TEXT NOT NULL,
    source_hash INTEGER NOT NULL,          -- of source_text, for exact search
    target_lang TEXT NOT NULL,
    target_text TEXT NOT NULL,
    target_hash INTEGER NOT NULL,
    state TEXT NOT NULL,
    origin_id INTEGER NOT NULL REFERENCES origin (id),
    position INTEGER,
    context_before TEXT NOT NULL,
    context_after TEXT NOT NULL,
    confidence REAL,
    created_at TEXT,                       -- ISO 8601, UTC, whole seconds
    created_by TEXT NOT NULL,
    changed_at TEXT,
    changed_by TEXT NOT NULL,
    note TEXT NOT NULL,
    properties TEXT NOT NULL               -- JSON: [[name, value], ...]
);
CREATE INDEX unit_source ON unit (source_hash);
CREATE INDEX unit_target ON unit (target_hash);
CREATE INDEX unit_pair ON unit (source_lang, target_lang);
CREATE INDEX unit_origin ON unit (origin_id);

CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    concept TEXT NOT NULL UNIQUE,
    workflow TEXT NOT NULL CHECK (workflow IN ('proposed', 'approved', 'rejected')),
    data TEXT NOT NULL,                    -- JSON of the whole entry
    confidence REAL,
    created_at TEXT,
    changed_at TEXT
);
CREATE INDEX entry_workflow ON entry (workflow);

CREATE TABLE term (
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    text TEXT NOT NULL,
    folded TEXT NOT NULL,
    status TEXT NOT NULL
);
CREATE INDEX term_entry ON term (entry_id);
CREATE INDEX term_folded ON term (lang, folded);

CREATE TABLE action (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    author TEXT NOT NULL,
    kind TEXT NOT NULL,
    summary TEXT NOT NULL,
    reverses INTEGER REFERENCES action (id)  -- the action that this one undid or redid
);

CREATE TABLE change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    action_id INTEGER NOT NULL REFERENCES action (id),
    table_name TEXT NOT NULL,
    row_key TEXT NOT NULL,
    before TEXT,                           -- JSON of the row; NULL where the action made it
    after TEXT                             -- JSON of the row; NULL where the action deleted it or made it as it stands
);
CREATE INDEX change_action ON change (action_id);
CREATE INDEX change_row ON change (table_name, row_key) WHERE before IS NOT NULL;
