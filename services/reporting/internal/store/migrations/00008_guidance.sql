-- +goose Up

-- There was a conversation in the year: of guidance.
ALTER TABLE fact ADD COLUMN conversed BIGINT NOT NULL DEFAULT 0 CHECK (conversed IN (0, 1));
