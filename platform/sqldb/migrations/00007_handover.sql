-- +goose Up

-- What another service handed over: it waits until somebody decides on it, or until it is taken back. Who it is about and what
-- for is sealed with a key of its own, and is gone once it is decided. A row without handed_date is of one that was taken back
-- before it arrived.
CREATE TABLE handover (
    id TEXT NOT NULL PRIMARY KEY,
    sender TEXT NOT NULL CHECK (sender <> ''),
    reference TEXT NOT NULL CHECK (reference <> ''),
    referrer TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    consent_date TEXT NOT NULL,
    handed_date TEXT NOT NULL,
    urgent BIGINT NOT NULL CHECK (urgent IN (0, 1)),
    wanted_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'declined', 'withdrawn')),
    decided_date TEXT NOT NULL,
    decline_reason TEXT NOT NULL,
    result_id TEXT NOT NULL,
    decider TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (sender, reference),
    CHECK (state = 'waiting' OR length(sealed) = 0),
    CHECK ((state = 'waiting') = (decided_date = '')),
    CHECK ((state = 'accepted') = (result_id <> '')),
    CHECK ((state = 'declined') = (decline_reason <> '')),
    CHECK (handed_date <> '' OR state = 'withdrawn')
);

CREATE INDEX handover_state ON handover (state, id);
CREATE INDEX handover_result ON handover (result_id) WHERE result_id <> '';
