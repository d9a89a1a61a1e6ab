-- +goose Up

-- The catalogues that were put in the place of the one that the program brings. The newest holds.
CREATE TABLE catalogue (
    id TEXT NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    comment TEXT NOT NULL,
    indicator_count BIGINT NOT NULL, -- of the account; 0 where this program could not read it
    content TEXT NOT NULL -- as YAML
);

CREATE UNIQUE INDEX catalogue_newest ON catalogue (created_at, id);

-- An indicator may count otherwise from a year on. It then has a counting for each of its versions, which are of different
-- years; that no two of one state count the same year is for the program to see to.
DROP INDEX counting_live;
DROP INDEX counting_building;
CREATE UNIQUE INDEX counting_live ON counting (indicator, from_year) WHERE state = 'live';
CREATE UNIQUE INDEX counting_building ON counting (indicator, from_year) WHERE state = 'building';
