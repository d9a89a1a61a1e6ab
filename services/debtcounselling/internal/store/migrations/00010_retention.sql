-- +goose Up

-- That a trajectory, or all of a client, has to be kept for now: neither its term nor an erasure removes anything meanwhile. From
-- end_date on it holds no more. What it is known by is sealed for a client, or empty.
CREATE TABLE legal_hold (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('court_case', 'objection', 'complaint', 'investigation', 'claim_for_damages', 'other')),
    sealed_for TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK ((trajectory_id = '') <> (client_id = '')),
    CHECK (length(sealed) = 0 OR sealed_for <> ''),
    CHECK (end_date = '' OR end_date >= start_date)
);

CREATE INDEX legal_hold_trajectory ON legal_hold (trajectory_id, id);
CREATE INDEX legal_hold_client ON legal_hold (client_id, id);
CREATE INDEX legal_hold_sealed_for ON legal_hold (sealed_for, id);

-- That what was kept too long is removed. One goes on at a time; completed_at is 0 meanwhile.
CREATE TABLE retention_run (
    id TEXT NOT NULL PRIMARY KEY,
    date TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'completed')),
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    completed_at BIGINT NOT NULL,
    CHECK ((state = 'completed') = (completed_at > 0))
);

CREATE UNIQUE INDEX retention_run_running ON retention_run (state) WHERE state = 'running';

-- By which term a run goes, and how much it removed: of how many trajectories or clients, and how many rows that were.
CREATE TABLE retention_run_count (
    run_id TEXT NOT NULL REFERENCES retention_run (id),
    record_type TEXT NOT NULL,
    months BIGINT NOT NULL CHECK (months >= 1),
    removed BIGINT NOT NULL CHECK (removed >= 0),
    records BIGINT NOT NULL CHECK (records >= 0),
    PRIMARY KEY (run_id, record_type)
);

-- When a trajectory ended is how all that is due is found.
CREATE INDEX trajectory_end ON trajectory (end_date, id) WHERE end_date <> '';

-- Whether the lines about who was erased left the processing log.
ALTER TABLE client_erasure ADD COLUMN log_removed BIGINT NOT NULL DEFAULT 0 CHECK (log_removed IN (0, 1));

-- The years that were counted stay when the trajectory goes: they refer to it no more.
CREATE TABLE trajectory_year_kept (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL,
    client_id TEXT NOT NULL REFERENCES client (id),
    year BIGINT NOT NULL,
    date TEXT NOT NULL,
    age_band TEXT NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    ended BIGINT NOT NULL CHECK (ended IN (0, 1)),
    exit_reason TEXT NOT NULL,
    debt_free BIGINT NOT NULL CHECK (debt_free IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('counted', 'withdrawn')),
    version BIGINT NOT NULL CHECK (version >= 1),
    UNIQUE (trajectory_id, client_id, year)
);

INSERT INTO trajectory_year_kept (id, trajectory_id, client_id, year, date, age_band, wijk_code, wijk_year, ended, exit_reason,
    debt_free, state, version)
SELECT id, trajectory_id, client_id, year, date, age_band, wijk_code, wijk_year, ended, exit_reason, debt_free, state, version
FROM trajectory_year;

DROP TABLE trajectory_year;

ALTER TABLE trajectory_year_kept RENAME TO trajectory_year;
