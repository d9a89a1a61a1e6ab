-- +goose Up

-- As what somebody helped, and the short name of the role: of an assignment and of hours.
ALTER TABLE fact ADD COLUMN engagement TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN role TEXT NOT NULL DEFAULT '';
