-- +goose Up

-- The books by double entry, one for each owner of money, such as "settlement/<id>" or "fund". Who records an entry locks its
-- book, so that two at once see what the other did.
CREATE TABLE ledger_book (
    id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    entries BIGINT NOT NULL CHECK (entries >= 0)
);

-- That money moved. Rows are only ever added: an entry that is wrong is undone by another, once. No name stands in them: they stay
-- when a client is erased.
CREATE TABLE ledger_entry (
    id TEXT NOT NULL PRIMARY KEY,
    book TEXT NOT NULL REFERENCES ledger_book (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    kind TEXT NOT NULL CHECK (kind <> ''),
    date TEXT NOT NULL CHECK (date <> ''),
    subject TEXT NOT NULL,
    reversal_of TEXT NOT NULL CHECK (reversal_of <> id),
    reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (book, number),
    CHECK ((kind = 'reversal') = (reversal_of <> ''))
);

CREATE UNIQUE INDEX ledger_entry_reversal ON ledger_entry (reversal_of) WHERE reversal_of <> '';

-- What an entry adds to each account; together they are zero. Rows are only ever added.
CREATE TABLE ledger_posting (
    entry_id TEXT NOT NULL REFERENCES ledger_entry (id),
    place BIGINT NOT NULL CHECK (place >= 1),
    account TEXT NOT NULL,
    cents BIGINT NOT NULL CHECK (cents <> 0),
    PRIMARY KEY (entry_id, place),
    UNIQUE (entry_id, account)
);

-- The sum of the postings of each account. No asset is below zero, and no liability above it.
CREATE TABLE ledger_balance (
    book TEXT NOT NULL REFERENCES ledger_book (id),
    account TEXT NOT NULL CHECK (account LIKE 'asset/_%' OR account LIKE 'liability/_%' OR account LIKE 'result/_%'),
    cents BIGINT NOT NULL,
    PRIMARY KEY (book, account),
    CHECK (cents >= 0 OR account NOT LIKE 'asset/%'),
    CHECK (cents <= 0 OR account NOT LIKE 'liability/%')
);

-- By which an entry is found at the bank, sealed with the key of a client. Apart from the entries, which stay: it goes when the
-- client is erased.
CREATE TABLE ledger_reference (
    entry_id TEXT NOT NULL PRIMARY KEY REFERENCES ledger_entry (id),
    sealed_for TEXT NOT NULL REFERENCES client (id),
    sealed BYTEA NOT NULL CHECK (length(sealed) > 0)
);

CREATE INDEX ledger_reference_sealed_for ON ledger_reference (sealed_for);

-- That it was looked at again what the client can pay in a settlement. Rows are only ever added.
CREATE TABLE recheck (
    id TEXT NOT NULL PRIMARY KEY,
    settlement_id TEXT NOT NULL REFERENCES settlement (id),
    date TEXT NOT NULL CHECK (date <> ''),
    calculation_id TEXT NOT NULL REFERENCES calculation (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('unchanged', 'changed')),
    monthly_cents BIGINT NOT NULL CHECK (monthly_cents >= 0),
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX recheck_settlement ON recheck (settlement_id, id);
