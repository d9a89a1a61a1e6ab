-- +goose Up

-- What people say about figures, one of each quarter of a year and one of the year as a whole (quarter 0). An empty text was taken
-- back. Reporting's own events tell of it, and it is read back from them where the database was lost.
CREATE TABLE figure_explanation (
    year BIGINT NOT NULL,
    indicator TEXT NOT NULL,
    quarter BIGINT NOT NULL CHECK (quarter BETWEEN 0 AND 4),
    id TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    text TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (year, indicator, quarter)
);
