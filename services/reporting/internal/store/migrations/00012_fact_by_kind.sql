-- +goose Up

-- The records behind a figure are read in the order of their dates, for each kind of fact that it counts.
CREATE INDEX fact_by_kind ON fact (kind, date, id);

-- The register of wijken that a counting counts by, as its digest. Where it is another than that of the program, the counting is
-- counted anew. The versions before count by none.
ALTER TABLE counting ADD COLUMN areas TEXT NOT NULL DEFAULT '';
