-- +goose Up

-- Who did what with which object, and whether that was allowed: a row for each, written in the transaction of what it tells, or
-- in one of its own where it was refused. Rows are only ever added.
CREATE TABLE audit_log (
    id TEXT NOT NULL PRIMARY KEY,
    trace_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    via TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action <> ''),
    object TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('done', 'refused')),
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK ((result = 'refused') = (reason <> ''))
);

CREATE INDEX audit_log_object ON audit_log (object, id);
CREATE INDEX audit_log_actor ON audit_log (actor, id);
