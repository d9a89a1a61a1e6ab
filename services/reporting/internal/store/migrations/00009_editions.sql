-- +goose Up

-- The account of a year as it was frozen and published, by the number of the edition.
CREATE TABLE edition (
    year BIGINT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 1),
    published_at BIGINT NOT NULL,
    kid TEXT NOT NULL, -- the key it is signed with
    about BYTEA NOT NULL, -- what a list of editions says of it, as the contract has it
    public_content BYTEA NOT NULL, -- the account as everybody reads it, as the contract has it, with targets
    signed_content TEXT NOT NULL, -- the same without targets, as it was signed
    frozen_content BYTEA NOT NULL, -- the account with small numbers and what of it is withheld: the next edition needs both
    PRIMARY KEY (year, number)
);

-- The public keys that editions were ever signed with.
CREATE TABLE account_key (
    kid TEXT NOT NULL PRIMARY KEY,
    x TEXT NOT NULL, -- the key, in base64url
    first_used_at BIGINT NOT NULL
);
