-- +goose Up

-- By which roles somebody acted, in alphabetical order with a space between them: those the caller has and the method is for.
ALTER TABLE audit_log ADD COLUMN roles TEXT NOT NULL DEFAULT '';
ALTER TABLE processing_log ADD COLUMN roles TEXT NOT NULL DEFAULT '';

-- In which batch of the chain a line is sealed; 0: in none yet. It is set once, and nothing else of a line is ever changed.
ALTER TABLE audit_log ADD COLUMN batch BIGINT NOT NULL DEFAULT 0 CHECK (batch >= 0);

CREATE INDEX audit_log_batch ON audit_log (batch, id);
CREATE INDEX audit_log_created ON audit_log (created_at, id);

-- The chain over the audit log: each batch has the hash of the one before it and of its own lines. Rows are only ever added.
-- Whoever removes old lines removes those of whole batches, from the first on, and says when in lines_removed_at; the rows
-- here stay, for what comes after hangs on them.
CREATE TABLE audit_batch (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number >= 1),
    first_line TEXT NOT NULL,
    last_line TEXT NOT NULL,
    lines BIGINT NOT NULL CHECK (lines >= 1),
    previous_hash BYTEA NOT NULL CHECK (length(previous_hash) = 32),
    hash BYTEA NOT NULL CHECK (length(hash) = 32),
    sealed_at BIGINT NOT NULL,
    lines_removed_at BIGINT NOT NULL DEFAULT 0,
    CHECK (first_line <= last_line)
);
