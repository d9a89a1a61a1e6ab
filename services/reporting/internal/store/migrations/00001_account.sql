-- +goose Up

-- The registers as the events last told them; of two events about one thing the one with the higher version holds.
CREATE TABLE location (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    wijk_code TEXT NOT NULL,
    wijk_year BIGINT NOT NULL,
    stadsdeel TEXT NOT NULL,
    opening_date TEXT NOT NULL,
    closing_date TEXT NOT NULL
);

CREATE TABLE programme (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    code TEXT NOT NULL,
    theme TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL
);

-- What was recorded, one row for each thing that may count. The place and the programme may arrive later.
CREATE TABLE fact (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    date TEXT NOT NULL,
    location_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity >= 0),
    method TEXT NOT NULL,
    part_of_day TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'withdrawn'))
);

CREATE INDEX fact_location ON fact (location_id, id);
CREATE INDEX fact_programme ON fact (programme_id, id);

-- What the facts add up to, in the smallest parts that are asked for. A member is what a distinct count counts.
CREATE TABLE cell (
    year BIGINT NOT NULL,
    indicator TEXT NOT NULL,
    month BIGINT NOT NULL,
    stadsdeel TEXT NOT NULL,
    member TEXT NOT NULL,
    value BIGINT NOT NULL,
    records BIGINT NOT NULL,
    PRIMARY KEY (year, indicator, month, stadsdeel, member)
);

CREATE INDEX cell_empty ON cell (year) WHERE records = 0;

-- The catalogue that the cells were counted by.
CREATE TABLE counted_by (
    id TEXT NOT NULL PRIMARY KEY CHECK (id = 'cells'),
    digest TEXT NOT NULL
);

CREATE TABLE publication (
    year BIGINT NOT NULL PRIMARY KEY,
    published_at BIGINT NOT NULL
);
