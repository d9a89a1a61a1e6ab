-- +goose Up

-- Into how many shares a stream is parted for consumers that share its work. The row of the stream is what all of them promise:
-- everything up to its number was handled.
ALTER TABLE stream_position ADD COLUMN shares BIGINT NOT NULL DEFAULT 1;

-- How far each share was handled: every event up to its number that is in the share. An older version knows the row of the
-- stream alone, which is never ahead of these, and handles again what the inbox already has.
CREATE TABLE stream_share (
    stream TEXT NOT NULL,
    shares BIGINT NOT NULL,
    share BIGINT NOT NULL,
    stream_created_at BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    event_at BIGINT NOT NULL,
    PRIMARY KEY (stream, shares, share)
);
