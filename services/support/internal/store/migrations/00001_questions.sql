-- +goose Up

-- Somebody who is supported. What identifies the resident is sealed with a key that is kept elsewhere. One who was erased is an
-- empty shell: what refers to it stays.
CREATE TABLE resident (
    id TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('present', 'erased')),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((state = 'present') = (length(sealed) > 0)),
    CHECK (state = 'present' OR wijk_code = ''),
    CHECK ((wijk_code = '') = (wijk_year = 0))
);

-- Under which keyed hashes a resident is found.
CREATE TABLE resident_lookup (
    hash TEXT NOT NULL,
    resident_id TEXT NOT NULL REFERENCES resident (id),
    PRIMARY KEY (hash, resident_id)
);

CREATE INDEX resident_lookup_resident ON resident_lookup (resident_id);

-- Who was erased, and when. Rows are only ever added.
CREATE TABLE resident_erasure (
    id TEXT NOT NULL PRIMARY KEY,
    resident_id TEXT NOT NULL UNIQUE REFERENCES resident (id),
    created_at BIGINT NOT NULL
);

-- What a resident asks. What was said is sealed with the key of the resident, or with one of the question where the resident is
-- not known: resident_id is empty then.
CREATE TABLE question (
    id TEXT NOT NULL PRIMARY KEY,
    channel TEXT NOT NULL CHECK (channel <> ''),
    asker_kind TEXT NOT NULL CHECK (asker_kind <> ''),
    life_domains TEXT NOT NULL CHECK (life_domains <> ''),
    sealed_summary BYTEA NOT NULL,
    sealed_answer BYTEA NOT NULL,
    resident_id TEXT NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    team TEXT NOT NULL CHECK (team <> ''),
    organisation TEXT NOT NULL,
    sender TEXT NOT NULL CHECK (sender <> ''),
    sender_reference TEXT NOT NULL,
    receive_date TEXT NOT NULL,
    take_up_date TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received', 'taken_up', 'referred', 'answered', 'closed')),
    state_date TEXT NOT NULL,
    worker TEXT NOT NULL,
    result TEXT NOT NULL,
    solved_in_voorveld BIGINT NOT NULL CHECK (solved_in_voorveld IN (0, 1)),
    reason TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((wijk_code = '') = (wijk_year = 0)),
    CHECK (state_date >= receive_date),
    CHECK (take_up_date = '' OR take_up_date >= receive_date),
    CHECK ((state = 'answered') = (result <> '')),
    CHECK (solved_in_voorveld = 0 OR state = 'answered'),
    CHECK ((state = 'closed') = (reason <> ''))
);

CREATE UNIQUE INDEX question_reference ON question (sender_reference, sender) WHERE sender_reference <> '';
CREATE INDEX question_team ON question (team, id);
CREATE INDEX question_sender ON question (sender, id);
CREATE INDEX question_resident ON question (resident_id, id) WHERE resident_id <> '';

-- Each step of a question. Rows are only ever added.
CREATE TABLE question_transition (
    id TEXT NOT NULL PRIMARY KEY,
    question_id TEXT NOT NULL REFERENCES question (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    date TEXT NOT NULL,
    result TEXT NOT NULL,
    solved_in_voorveld BIGINT NOT NULL CHECK (solved_in_voorveld IN (0, 1)),
    reason TEXT NOT NULL,
    worker TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (question_id, version)
);
