-- +goose Up

-- The programme that a programme is part of; empty at the top.
ALTER TABLE programme ADD COLUMN parent_id TEXT NOT NULL DEFAULT '';

-- How many of the volunteers who were active in the year before still are, as it was last told: of a programme, and of the
-- organisation where that is empty.
CREATE TABLE retention (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL,
    year BIGINT NOT NULL,
    active_before BIGINT NOT NULL,
    stayed BIGINT NOT NULL CHECK (stayed BETWEEN 0 AND active_before),
    version BIGINT NOT NULL CHECK (version >= 1),
    UNIQUE (year, programme_id)
);
