-- +goose Up

-- What early signals are found by: keyed hashes of an address, of a person, and of a reference at a partner. Who receives a signal
-- locks the rows of it first, so that signals about one household come one after another.
CREATE TABLE early_signal_key (
    hash TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL CHECK (version >= 1)
);

-- What signals about one household join. It has no word of who that is.
CREATE TABLE early_signal_case (
    id TEXT NOT NULL PRIMARY KEY,
    start_date TEXT NOT NULL,
    matching_date TEXT NOT NULL,
    crisis BIGINT NOT NULL CHECK (crisis IN (0, 1)),
    counsellor TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received', 'taken_up', 'closed')),
    address_key TEXT NOT NULL,
    due_date TEXT NOT NULL,
    contact_date TEXT NOT NULL,
    taken_up_date TEXT NOT NULL,
    reached BIGINT NOT NULL CHECK (reached IN (0, 1)),
    result TEXT NOT NULL,
    end_date TEXT NOT NULL,
    trajectory_id TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (matching_date >= start_date),
    CHECK ((state = 'closed') = (result <> '')),
    CHECK ((state = 'closed') = (end_date <> '')),
    CHECK (end_date = '' OR end_date >= start_date),
    CHECK (state <> 'received' OR taken_up_date = ''),
    CHECK (state <> 'taken_up' OR taken_up_date <> ''),
    CHECK (contact_date = '' OR taken_up_date <> ''),
    CHECK (reached = 0 OR contact_date <> ''),
    CHECK (trajectory_id = '' OR result IN ('advice', 'follow_up_financial', 'follow_up_non_financial'))
);

CREATE INDEX early_signal_case_due ON early_signal_case (due_date, id);
CREATE INDEX early_signal_case_start ON early_signal_case (start_date);
CREATE INDEX early_signal_case_trajectory ON early_signal_case (trajectory_id) WHERE trajectory_id <> '';
CREATE UNIQUE INDEX early_signal_case_open ON early_signal_case (address_key) WHERE state <> 'closed' AND address_key <> '';

-- That a partner told of arrears. Who is in it is sealed with a key of its own; one that was erased is an empty shell, which counts.
-- It is in a case, or about somebody who was helped already.
CREATE TABLE early_signal (
    id TEXT NOT NULL PRIMARY KEY,
    partner TEXT NOT NULL CHECK (partner <> ''),
    partner_name TEXT NOT NULL CHECK (partner_name <> ''),
    partner_key TEXT NOT NULL,
    reference_key TEXT NOT NULL,
    content_hash BYTEA NOT NULL,
    arrears_cents BIGINT NOT NULL CHECK (arrears_cents >= 1),
    arisen_date TEXT NOT NULL,
    signal_date TEXT NOT NULL,
    crisis BIGINT NOT NULL CHECK (crisis IN (0, 1)),
    warm_transfer BIGINT NOT NULL CHECK (warm_transfer IN (0, 1)),
    sealed BYTEA NOT NULL,
    case_id TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('', 'already_known', 'other_running_trajectory')),
    trajectory_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK (signal_date >= arisen_date),
    CHECK ((case_id = '') = (result <> '')),
    CHECK ((result = '') = (trajectory_id = '')),
    CHECK (result = '' OR client_id <> ''),
    CHECK ((length(sealed) = 0) = (reference_key = ''))
);

CREATE INDEX early_signal_case_id ON early_signal (case_id, id);
CREATE INDEX early_signal_partner ON early_signal (partner, partner_key, id);
CREATE INDEX early_signal_date ON early_signal (signal_date);
CREATE INDEX early_signal_trajectory ON early_signal (trajectory_id, id) WHERE trajectory_id <> '';
CREATE INDEX early_signal_client ON early_signal (client_id, id) WHERE client_id <> '';
CREATE UNIQUE INDEX early_signal_reference ON early_signal (reference_key) WHERE reference_key <> '';

-- Under which keyed hashes a signal is found: its address, and its person where the date of birth is known.
CREATE TABLE early_signal_lookup (
    hash TEXT NOT NULL,
    signal_id TEXT NOT NULL REFERENCES early_signal (id),
    PRIMARY KEY (hash, signal_id)
);

CREATE INDEX early_signal_lookup_signal ON early_signal_lookup (signal_id);

-- That contact was sought in a case. Rows are only ever added.
CREATE TABLE early_signal_contact (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES early_signal_case (id),
    kind TEXT NOT NULL CHECK (kind IN ('mail', 'letter', 'message', 'telephone', 'home_visit', 'card', 'other', 'administrative')),
    reached BIGINT NOT NULL CHECK (reached IN (0, 1)),
    date TEXT NOT NULL,
    day_part TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK (kind <> 'administrative' OR reached = 0)
);

CREATE INDEX early_signal_contact_case ON early_signal_contact (case_id, id);

-- Of which signals the person was erased, and when: with a client, or alone. Rows are only ever added.
CREATE TABLE early_signal_erasure (
    signal_id TEXT NOT NULL PRIMARY KEY REFERENCES early_signal (id),
    client_id TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX early_signal_erasure_client ON early_signal_erasure (client_id) WHERE client_id <> '';
