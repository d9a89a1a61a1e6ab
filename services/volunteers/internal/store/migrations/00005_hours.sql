-- +goose Up

-- How long somebody worked on a day. The person is that of the assignment, and the age band that of the date: both stay as
-- they are when the person is erased.
CREATE TABLE hours (
    id TEXT NOT NULL PRIMARY KEY,
    assignment_id TEXT NOT NULL REFERENCES assignment (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    date TEXT NOT NULL,
    minutes BIGINT NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    age_band TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('submitted', 'approved', 'rejected', 'withdrawn')),
    reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((state IN ('rejected', 'withdrawn')) = (reason <> ''))
);

CREATE INDEX hours_assignment ON hours (assignment_id, date);
CREATE INDEX hours_person ON hours (person_id, date);
CREATE INDEX hours_submitted ON hours (id) WHERE state = 'submitted';

-- What became of hours. Rows are only ever added.
CREATE TABLE hours_decision (
    id TEXT NOT NULL PRIMARY KEY,
    hours_id TEXT NOT NULL REFERENCES hours (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    state TEXT NOT NULL CHECK (state IN ('approved', 'rejected', 'withdrawn')),
    reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (hours_id, version)
);

-- How long a person worked on a day, for every assignment together, submitted or approved. The row is what those wait for who
-- record hours of one person and day at the same time.
CREATE TABLE worked_day (
    person_id TEXT NOT NULL REFERENCES person (id),
    date TEXT NOT NULL,
    minutes BIGINT NOT NULL CHECK (minutes BETWEEN 0 AND 1440),
    PRIMARY KEY (person_id, date)
);

-- Claims that are paid together.
CREATE TABLE payment_batch (
    id TEXT NOT NULL PRIMARY KEY,
    execution_date TEXT NOT NULL,
    payments BIGINT NOT NULL CHECK (payments >= 1),
    total_cents BIGINT NOT NULL CHECK (total_cents >= 1),
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- What a volunteer claims: an allowance for the hours of a month, or expenses. The payment date is the one it was approved for,
-- and then that of its batch. It is in one batch at most: the column holds one.
CREATE TABLE expense_claim (
    id TEXT NOT NULL PRIMARY KEY,
    assignment_id TEXT NOT NULL REFERENCES assignment (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL CHECK (kind IN ('allowance', 'travel', 'materials', 'other')),
    month TEXT NOT NULL,
    date TEXT NOT NULL,
    rate_cents BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    amount_cents BIGINT NOT NULL CHECK (amount_cents >= 1),
    state TEXT NOT NULL CHECK (state IN ('submitted', 'approved', 'rejected', 'paid')),
    reason TEXT NOT NULL,
    override_reason TEXT NOT NULL,
    payment_date TEXT NOT NULL,
    payment_batch_id TEXT NOT NULL,
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((kind = 'allowance') = (month <> '' AND date = '' AND rate_cents >= 1 AND minutes >= 1)),
    CHECK ((kind <> 'allowance') = (month = '' AND date <> '' AND rate_cents = 0 AND minutes = 0)),
    CHECK ((state = 'rejected') = (reason <> '')),
    CHECK ((state IN ('approved', 'paid')) = (payment_date <> '')),
    CHECK ((state = 'paid') = (payment_batch_id <> ''))
);

CREATE INDEX expense_claim_assignment ON expense_claim (assignment_id, month);
CREATE INDEX expense_claim_person ON expense_claim (person_id, payment_date);
CREATE INDEX expense_claim_state ON expense_claim (state, id);
CREATE INDEX expense_claim_batch ON expense_claim (payment_batch_id, id) WHERE payment_batch_id <> '';

-- Where a person is paid, sealed with the key of the person.
CREATE TABLE bank_account (
    person_id TEXT NOT NULL PRIMARY KEY REFERENCES person (id),
    sealed BYTEA NOT NULL CHECK (length(sealed) > 0),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
