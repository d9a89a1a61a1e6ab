-- +goose Up

-- Where the call that set a timer is traced, as W3C has it, so that what is done when it is due stands in the same trace; '': it is
-- not traced, or was set by a version that did not say.
ALTER TABLE timer ADD COLUMN traceparent TEXT NOT NULL DEFAULT '';
