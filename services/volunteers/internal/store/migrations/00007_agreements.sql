-- +goose Up

-- The wordings that agreements were drawn up with, by the beginning of their SHA-256. Rows are only ever added.
CREATE TABLE agreement_text (
    version TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL CHECK (content <> ''),
    created_at BIGINT NOT NULL
);

-- What was agreed on about an assignment: facts, and no name of a person. One that was recorded by mistake or replaced is
-- withdrawn; rows are never deleted.
CREATE TABLE agreement (
    id TEXT NOT NULL PRIMARY KEY,
    assignment_id TEXT NOT NULL REFERENCES assignment (id),
    date TEXT NOT NULL CHECK (date <> ''),
    first_date TEXT NOT NULL CHECK (first_date <> ''),
    last_date TEXT NOT NULL,
    weekly_minutes BIGINT NOT NULL CHECK (weekly_minutes BETWEEN 0 AND 10080),
    notice_days BIGINT NOT NULL CHECK (notice_days >= 0),
    trial_days BIGINT NOT NULL CHECK (trial_days >= 0),
    repaid TEXT NOT NULL,
    rate_cents BIGINT NOT NULL CHECK (rate_cents >= 0),
    guide TEXT NOT NULL CHECK (guide <> ''),
    organisation TEXT NOT NULL CHECK (organisation <> ''),
    place TEXT NOT NULL CHECK (place <> ''),
    text_version TEXT NOT NULL REFERENCES agreement_text (version),
    state TEXT NOT NULL CHECK (state IN ('drawn_up', 'signed', 'withdrawn')),
    signed_date TEXT NOT NULL,
    withdraw_reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (last_date = '' OR last_date >= first_date),
    CHECK (signed_date = '' OR signed_date >= date),
    CHECK (state <> 'signed' OR signed_date <> ''),
    CHECK (state <> 'drawn_up' OR signed_date = ''),
    CHECK ((state = 'withdrawn') = (withdraw_reason <> ''))
);

CREATE INDEX agreement_assignment ON agreement (assignment_id, id);

-- One agreement about an assignment holds.
CREATE UNIQUE INDEX agreement_holds ON agreement (assignment_id) WHERE state <> 'withdrawn';
