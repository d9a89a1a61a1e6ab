-- +goose Up

-- What was done with the data of whom (Logboek Dataverwerkingen 1.0): a row for each action and data subject, written in the
-- transaction of what it tells. Rows are only ever added.
CREATE TABLE processing_log (
    id TEXT NOT NULL PRIMARY KEY,
    trace_id TEXT NOT NULL,
    span_id TEXT NOT NULL,
    parent_span_id TEXT NOT NULL,
    name TEXT NOT NULL,
    activity TEXT NOT NULL CHECK (activity <> ''),
    subject TEXT NOT NULL CHECK (subject <> ''),
    subject_type TEXT NOT NULL CHECK (subject_type <> ''),
    fields TEXT NOT NULL,
    actor TEXT NOT NULL,
    via TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('ok', 'error', 'unset')),
    created_at BIGINT NOT NULL
);

CREATE INDEX processing_log_subject ON processing_log (subject, id);
CREATE INDEX processing_log_trace ON processing_log (trace_id);
