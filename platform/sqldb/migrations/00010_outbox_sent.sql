-- +goose Up

-- Only events that were sent are in the index by when. With all of them in it SQLite reads every event that waits, and sorts
-- them, to find the oldest few hundred: it takes this index for the better one. And each event is in an index less until it is sent.
DROP INDEX outbox_sent;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at > 0;
