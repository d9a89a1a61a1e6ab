-- +goose Up

-- When the stream took in the event up to which it was handled; 0: not known. A server gives the number of an event that it lost
-- to another: one that has the number and came at another time.
ALTER TABLE stream_position ADD COLUMN stored_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE stream_share ADD COLUMN stored_at BIGINT NOT NULL DEFAULT 0;

-- Up to where a stream holds every event that is marked as sent, as of the last mark: the event that the server said to have at
-- that number. Where it still has that one, and every one before it, nothing was lost.
CREATE TABLE outbox_end (
    stream TEXT NOT NULL PRIMARY KEY,
    stream_created_at BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    event_id TEXT NOT NULL,
    sent_at BIGINT NOT NULL -- of that mark: an older version marks without a word here
);
