-- +goose Up

-- Who asked, what became of it, and whether it was solved before care that needs an indication: of a question.
ALTER TABLE fact ADD COLUMN asker TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN result TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN voorveld BIGINT NOT NULL DEFAULT 0 CHECK (voorveld IN (0, 1));
