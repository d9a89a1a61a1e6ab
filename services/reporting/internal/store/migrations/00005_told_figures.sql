-- +goose Up

-- Values that another service computes and tells, as its events last told them. The programme is empty for the organisation.
CREATE TABLE told_figure (
    id TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    figure TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    year BIGINT NOT NULL,
    value BIGINT NOT NULL CHECK (value BETWEEN 0 AND base),
    base BIGINT NOT NULL,
    UNIQUE (year, figure, programme_id)
);

-- Events of this kind may have been published before this version came, and were skipped then. The stream is read from its
-- beginning; what was counted is not counted again.
UPDATE stream_position SET sequence = 0 WHERE stream = 'volunteers';
