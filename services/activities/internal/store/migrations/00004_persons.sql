-- +goose Up

-- A person who takes part. What identifies the person is sealed with a key that is kept elsewhere. One that was merged or
-- erased is an empty shell: what refers to it stays.
CREATE TABLE participant (
    id TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'merged', 'erased')),
    survivor_id TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((state = 'merged') = (survivor_id <> '')),
    CHECK (survivor_id <> id),
    CHECK ((state = 'active') = (length(sealed) > 0)),
    CHECK (state = 'active' OR (wijk_code = '' AND wijk_year = 0)),
    CHECK ((wijk_code = '') = (wijk_year = 0))
);

CREATE INDEX participant_survivor ON participant (survivor_id) WHERE survivor_id <> '';

-- Under which keyed hashes a person is found.
CREATE TABLE participant_lookup (
    hash TEXT NOT NULL,
    participant_id TEXT NOT NULL REFERENCES participant (id),
    PRIMARY KEY (hash, participant_id)
);

CREATE INDEX participant_lookup_participant ON participant_lookup (participant_id);

-- That two were found to be one. Rows are only ever added.
CREATE TABLE participant_merge (
    id TEXT NOT NULL PRIMARY KEY,
    participant_id TEXT NOT NULL REFERENCES participant (id),
    duplicate_id TEXT NOT NULL UNIQUE REFERENCES participant (id),
    created_at BIGINT NOT NULL,
    CHECK (duplicate_id <> participant_id)
);

-- Who was erased, and when. Rows are only ever added.
CREATE TABLE participant_erasure (
    id TEXT NOT NULL PRIMARY KEY,
    participant_id TEXT NOT NULL UNIQUE REFERENCES participant (id),
    created_at BIGINT NOT NULL
);
