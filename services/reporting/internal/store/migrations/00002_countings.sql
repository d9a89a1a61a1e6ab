-- +goose Up

-- One way in which one indicator is counted, with its rule as data: what counts by it may be older than the catalogue.
-- The ids of retired ones stay, with what became of them.
CREATE TABLE counting (
    id TEXT NOT NULL PRIMARY KEY,
    indicator TEXT NOT NULL,
    measure TEXT NOT NULL,
    measure_of TEXT NOT NULL,
    fact_kinds TEXT NOT NULL, -- with a space between them
    filter TEXT NOT NULL,
    from_year BIGINT NOT NULL,
    to_year BIGINT NOT NULL, -- 0: still counted
    code BIGINT NOT NULL, -- the number of the counting rules of the code
    digest TEXT NOT NULL, -- of all these
    state TEXT NOT NULL CHECK (state IN ('building', 'live', 'retired')),
    reason TEXT NOT NULL, -- why it is counted
    cursor TEXT NOT NULL, -- the last fact that its pass has counted
    facts BIGINT NOT NULL, -- how many facts there were when it began
    facts_done BIGINT NOT NULL, -- how many its pass has counted
    started_at BIGINT NOT NULL,
    finished_at BIGINT NOT NULL -- when it became live; 0: it did not
);

CREATE UNIQUE INDEX counting_live ON counting (indicator) WHERE state = 'live';
CREATE UNIQUE INDEX counting_building ON counting (indicator) WHERE state = 'building';

-- What facts add up to, as in the table cell but by counting. The version before goes on to read and write that one; who
-- counted last stands in counted_by, a row that everybody locks who counts.
CREATE TABLE counted_cell (
    counting TEXT NOT NULL,
    year BIGINT NOT NULL,
    month BIGINT NOT NULL,
    stadsdeel TEXT NOT NULL,
    member TEXT NOT NULL,
    value BIGINT NOT NULL,
    records BIGINT NOT NULL,
    PRIMARY KEY (counting, year, month, stadsdeel, member)
);

CREATE INDEX counted_cell_empty ON counted_cell (counting) WHERE records = 0;

-- Another text after each change of a place, a programme or a counting, so that an instance may keep what it read of them.
ALTER TABLE counted_by ADD COLUMN revision TEXT NOT NULL DEFAULT '';

-- What became different when a counting replaced the one before. NULL: there was, or is, no figure.
CREATE TABLE figure_change (
    counting TEXT NOT NULL,
    year BIGINT NOT NULL,
    value_before BIGINT,
    value_after BIGINT,
    PRIMARY KEY (counting, year)
);
