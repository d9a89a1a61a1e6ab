-- +goose Up

-- What facts of other kinds than a head count have: who took part, by a pseudonym, and how old; how people were met; what
-- was done. The wijk is that of a fact without a place of the register.
ALTER TABLE fact ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN age_band TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN channel TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN output TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN setting TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN wijk_code TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN wijk_year BIGINT NOT NULL DEFAULT 0;
ALTER TABLE fact ADD COLUMN stadsdeel TEXT NOT NULL DEFAULT '';

-- Events of these kinds may have been published before this version came, and were skipped then. The stream is read from
-- its beginning; what was counted is not counted again.
UPDATE stream_position SET sequence = 0 WHERE stream = 'activities';

-- Pairs of dimensions that a counting is broken down by, as "stadsdeel age_band, month stadsdeel".
ALTER TABLE counting ADD COLUMN breakdowns TEXT NOT NULL DEFAULT '';

-- The figures of a counting: a row for each year, and for each part of it at each level. This is all that a reader of the
-- account reads. The version before goes on with counted_cell, for its own countings.
CREATE TABLE figure_cell (
    counting TEXT NOT NULL,
    year BIGINT NOT NULL,
    level TEXT NOT NULL, -- year, a dimension, or two dimensions with a space between them
    part TEXT NOT NULL,
    other TEXT NOT NULL, -- the part in the second dimension
    value BIGINT NOT NULL,
    records BIGINT NOT NULL,
    PRIMARY KEY (counting, year, level, part, other)
);

CREATE INDEX figure_cell_empty ON figure_cell (counting) WHERE records = 0;

-- What distinct counts count, such as persons: a row for each in a counting and a year, with the cells that it is in and how
-- many records speak for it there. A reader of the account never reads it.
CREATE TABLE figure_member (
    id TEXT NOT NULL PRIMARY KEY, -- the counting, the year and the member, with a space between them
    cells TEXT NOT NULL
);

CREATE INDEX figure_member_empty ON figure_member (id) WHERE cells = '';

-- The figures of the countings of the version before, as they stand, so that the account has them until everything is
-- counted anew. They do not change: events wait until then.
INSERT INTO figure_cell (counting, year, level, part, other, value, records)
SELECT c.counting, c.year, 'year', '', '',
    CAST(CASE k.measure WHEN 'distinct' THEN COUNT(DISTINCT c.member) ELSE SUM(c.value) END AS BIGINT),
    CAST(SUM(c.records) AS BIGINT)
FROM counted_cell AS c JOIN counting AS k ON k.id = c.counting
WHERE k.state = 'live' GROUP BY c.counting, c.year, k.measure;

INSERT INTO figure_cell (counting, year, level, part, other, value, records)
SELECT c.counting, c.year, 'month', CAST(c.month AS TEXT), '',
    CAST(CASE k.measure WHEN 'distinct' THEN COUNT(DISTINCT c.member) ELSE SUM(c.value) END AS BIGINT),
    CAST(SUM(c.records) AS BIGINT)
FROM counted_cell AS c JOIN counting AS k ON k.id = c.counting
WHERE k.state = 'live' GROUP BY c.counting, c.year, c.month, k.measure;

INSERT INTO figure_cell (counting, year, level, part, other, value, records)
SELECT c.counting, c.year, 'stadsdeel', c.stadsdeel, '',
    CAST(CASE k.measure WHEN 'distinct' THEN COUNT(DISTINCT c.member) ELSE SUM(c.value) END AS BIGINT),
    CAST(SUM(c.records) AS BIGINT)
FROM counted_cell AS c JOIN counting AS k ON k.id = c.counting
WHERE k.state = 'live' GROUP BY c.counting, c.year, c.stadsdeel, k.measure;
