-- +goose Up

-- The log of events. Rows are written in the transaction of the command and kept: every stream can be filled from here.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    type TEXT NOT NULL,
    noun TEXT NOT NULL,
    aggregate_id TEXT NOT NULL,
    schema_name TEXT NOT NULL,
    data BYTEA NOT NULL,
    traceparent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT NOT NULL
);

CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at = 0;
CREATE INDEX outbox_sent ON outbox (sent_at);

-- The events that were handled, so that one that comes again is not counted again.
CREATE TABLE inbox (
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    handled_at BIGINT NOT NULL,
    PRIMARY KEY (source, id)
);

CREATE INDEX inbox_handled ON inbox (handled_at);

-- How far each stream was handled. The row is changed first in every transaction that handles events, which also keeps
-- two instances from handling at the same time.
CREATE TABLE stream_position (
    stream TEXT NOT NULL PRIMARY KEY,
    stream_created_at BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    event_at BIGINT NOT NULL
);

-- Events that could not be handled through a fault of their own.
CREATE TABLE dead_letter (
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    aggregate_id TEXT NOT NULL,
    stream TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    data BYTEA NOT NULL,
    error TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (source, id)
);

-- What was made for which request, so that a second delivery makes nothing.
CREATE TABLE request_id (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    content_hash BYTEA NOT NULL,
    resource_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, id)
);

-- Which instance does a piece of background work. For efficiency only.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
