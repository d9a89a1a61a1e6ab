-- +goose Up

-- Where a system wants the changes of its questions sent to. Its address is sealed with a key of the webhook: it may hold a
-- secret. Seq is the number up to which all changes were delivered, or were not for it.
CREATE TABLE webhook (
    id TEXT NOT NULL PRIMARY KEY,
    issuer TEXT NOT NULL CHECK (issuer <> ''),
    subject TEXT NOT NULL CHECK (subject <> ''),
    sealed_url BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'suspended')),
    seq BIGINT NOT NULL CHECK (seq >= 0),
    last_success_at BIGINT NOT NULL,
    last_failure_at BIGINT NOT NULL,
    last_failure_reason TEXT NOT NULL,
    last_failure_status BIGINT NOT NULL,
    failures BIGINT NOT NULL CHECK (failures >= 0),
    failing_at BIGINT NOT NULL,
    attempt_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK ((last_failure_at = 0) = (last_failure_reason = '')),
    CHECK ((failures = 0) = (failing_at = 0)),
    CHECK (attempt_at = 0 OR (failures > 0 AND state = 'active'))
);

CREATE INDEX webhook_owner ON webhook (issuer, subject, id);

-- What signs what is sent: the last one, and those before it until an instant. Sealed with the key of the webhook.
CREATE TABLE webhook_secret (
    id TEXT NOT NULL PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhook (id),
    sealed_secret BYTEA NOT NULL,
    until_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX webhook_secret_webhook ON webhook_secret (webhook_id, id);
