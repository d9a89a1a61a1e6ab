-- +goose Up

-- What is to happen at an instant. A row is removed in the transaction that does it, so it is done once; it is claimed by
-- its version, which changes whenever the row is set. try_at is when it is handled next: due_at, or later after failures.
CREATE TABLE timer (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    try_at BIGINT NOT NULL,
    failures BIGINT NOT NULL CHECK (failures >= 0),
    PRIMARY KEY (kind, key),
    CHECK (try_at >= due_at)
);

CREATE INDEX timer_try ON timer (try_at, kind, key);
