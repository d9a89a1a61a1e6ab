-- +goose Up

-- Each version of a question, as who follows it is told: written with the question, and given its number (seq) afterwards, in the
-- order of the commits. 0: it has none yet. Rows are only ever added, and numbered once. What of a question never changes stands
-- with the question alone.
CREATE TABLE question_change (
    id TEXT NOT NULL PRIMARY KEY,
    question_id TEXT NOT NULL REFERENCES question (id),
    version BIGINT NOT NULL CHECK (version >= 1),
    seq BIGINT NOT NULL CHECK (seq >= 0),
    state TEXT NOT NULL,
    state_date TEXT NOT NULL,
    take_up_date TEXT NOT NULL,
    worker TEXT NOT NULL,
    result TEXT NOT NULL,
    solved_in_voorveld BIGINT NOT NULL CHECK (solved_in_voorveld IN (0, 1)),
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (question_id, version)
);

CREATE UNIQUE INDEX question_change_seq ON question_change (seq) WHERE seq > 0;
CREATE INDEX question_change_new ON question_change (version, id) WHERE seq = 0;

-- The last number that was given. Who numbers locks this row, so that numbers become visible in their order and without a gap.
CREATE TABLE question_change_count (
    id TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL CHECK (seq >= 0)
);

INSERT INTO question_change_count (id, seq) VALUES ('last', 0);
