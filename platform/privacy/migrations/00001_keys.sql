-- +goose Up

-- The data key of each data subject, encrypted with a key from the configuration. Whoever deletes a row makes everything
-- that was sealed with it unreadable, in every copy that there is.
CREATE TABLE subject_key (
    subject TEXT NOT NULL PRIMARY KEY,
    wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

-- Whose keys were destroyed for good. Rows are only ever added: a key that comes back with an old copy is destroyed again.
CREATE TABLE erased_subject (
    subject TEXT NOT NULL PRIMARY KEY,
    erased_at BIGINT NOT NULL
);

-- What tells the keys of the configuration from others, without telling the keys.
CREATE TABLE fingerprint (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
