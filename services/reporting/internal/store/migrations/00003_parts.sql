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
