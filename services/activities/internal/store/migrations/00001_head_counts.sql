-- +goose Up

CREATE TABLE location (
    id TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    stadsdeel TEXT NOT NULL,
    opening_date TEXT NOT NULL,
    closing_date TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (closing_date = '' OR closing_date >= opening_date)
);

CREATE TABLE programme (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    theme TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (end_date = '' OR end_date >= start_date),
    CHECK (parent_id <> id)
);

CREATE TABLE head_count (
    id TEXT NOT NULL PRIMARY KEY,
    location_id TEXT NOT NULL REFERENCES location (id),
    programme_id TEXT NOT NULL REFERENCES programme (id),
    date TEXT NOT NULL,
    part_of_day TEXT NOT NULL,
    count BIGINT NOT NULL CHECK (count >= 0),
    method TEXT NOT NULL,
    recorder TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'withdrawn')),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (state = 'recorded' OR count = 0)
);

CREATE INDEX head_count_location ON head_count (location_id, id);
CREATE INDEX head_count_programme ON head_count (programme_id, id);

-- What a count was before, and why it changed. Rows are only ever added.
CREATE TABLE head_count_correction (
    id TEXT NOT NULL PRIMARY KEY,
    head_count_id TEXT NOT NULL REFERENCES head_count (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    count BIGINT NOT NULL CHECK (count >= 0),
    method TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'withdrawn')),
    reason TEXT NOT NULL,
    previous_count BIGINT NOT NULL CHECK (previous_count >= 0),
    previous_method TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (head_count_id, version),
    CHECK (state = 'recorded' OR count = 0)
);
