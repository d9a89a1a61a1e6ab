-- +goose Up

-- What handling a dead letter again takes: the headers of the message, as JSON (empty where a version that did not keep
-- them set it aside), how often it was tried and when last (0: when it was set aside), and since when a retry is asked
-- for (0: it is not).
ALTER TABLE dead_letter ADD COLUMN headers TEXT NOT NULL DEFAULT '';
ALTER TABLE dead_letter ADD COLUMN attempts BIGINT NOT NULL DEFAULT 1;
ALTER TABLE dead_letter ADD COLUMN attempted_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE dead_letter ADD COLUMN retry_asked_at BIGINT NOT NULL DEFAULT 0;

CREATE INDEX dead_letter_asked ON dead_letter (stream, source, id) WHERE retry_asked_at > 0;
