-- Schema 4: what files say that is no pair of texts; written into files of their format again, never looked up.

CREATE TABLE kept (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- insertion order
    key TEXT NOT NULL UNIQUE,              -- digest of the other columns
    document TEXT NOT NULL,                -- that it names; empty for none
    content TEXT NOT NULL                  -- a TMX tu
);
