-- +goose Up

-- To whom money is owed, or who collects it: organisations alone. Found by name without case and accents.
CREATE TABLE creditor (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('care', 'public', 'utilities', 'other')),
    kvk_number TEXT NOT NULL CHECK (length(kvk_number) IN (0, 8)),
    iban TEXT NOT NULL,
    postcode TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX creditor_name ON creditor (name_key, id);

-- What is owed to whom by a client of a trajectory, with the balance that is known last. A creditor who is a person, and the
-- reference, are sealed with the key of the client: once the client is erased nothing is. Number is its place in the trajectory.
CREATE TABLE claim (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    number BIGINT NOT NULL CHECK (number >= 1),
    client_id TEXT NOT NULL REFERENCES client (id),
    creditor_id TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('care', 'public', 'utilities', 'other')),
    claim_rank TEXT NOT NULL CHECK (claim_rank IN ('preferent', 'concurrent')),
    original_cents BIGINT NOT NULL CHECK (original_cents >= 0),
    amount_cents BIGINT NOT NULL CHECK (amount_cents >= 0),
    balance_date TEXT NOT NULL,
    collection_agency_id TEXT NOT NULL,
    business BIGINT NOT NULL CHECK (business IN (0, 1)),
    contested_date TEXT NOT NULL,
    exclusion TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'waived', 'withdrawn')),
    end_date TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (trajectory_id, number),
    CHECK ((state = 'open') = (end_date = ''))
);

CREATE INDEX claim_client ON claim (client_id, id);

-- What was owed on which date. Rows are only ever added; the last one is that of the claim.
CREATE TABLE claim_balance (
    id TEXT NOT NULL PRIMARY KEY,
    claim_id TEXT NOT NULL REFERENCES claim (id),
    amount_cents BIGINT NOT NULL CHECK (amount_cents >= 0),
    date TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX claim_balance_claim ON claim_balance (claim_id, id);

-- That a creditor, or who collects for it, was asked what is owed, and what it answered but for the balances, which are those
-- of the claims. A person who is asked has no id.
CREATE TABLE balance_request (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    creditor_id TEXT NOT NULL,
    date TEXT NOT NULL,
    due_date TEXT NOT NULL,
    fetch_date TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent', 'answered', 'no_cooperation')),
    answer_date TEXT NOT NULL,
    agrees_beforehand BIGINT NOT NULL CHECK (agrees_beforehand IN (0, 1)),
    no_cooperation TEXT NOT NULL,
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((state = 'sent') = (answer_date = '')),
    CHECK ((state = 'no_cooperation') = (no_cooperation <> '')),
    CHECK (state = 'answered' OR agrees_beforehand = 0)
);

CREATE INDEX balance_request_trajectory ON balance_request (trajectory_id, id);

-- The claims whose balance was asked, in the order of the request.
CREATE TABLE balance_request_claim (
    balance_request_id TEXT NOT NULL REFERENCES balance_request (id),
    place BIGINT NOT NULL CHECK (place >= 1),
    claim_id TEXT NOT NULL REFERENCES claim (id),
    PRIMARY KEY (balance_request_id, place),
    UNIQUE (balance_request_id, claim_id)
);

CREATE INDEX balance_request_claim_claim ON balance_request_claim (claim_id, balance_request_id);
