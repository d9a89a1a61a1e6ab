-- +goose Up

-- That the resident of a question was referred. What for and to whom outside are sealed, as what was asked is.
CREATE TABLE referral (
    id TEXT NOT NULL PRIMARY KEY,
    question_id TEXT NOT NULL REFERENCES question (id),
    target TEXT NOT NULL CHECK (target <> ''),
    sealed_purpose BYTEA NOT NULL,
    sealed_party BYTEA NOT NULL,
    consent_date TEXT NOT NULL,
    consent_form TEXT NOT NULL,
    refer_date TEXT NOT NULL CHECK (refer_date <> ''),
    guidance_kind TEXT NOT NULL,
    wanted_id TEXT NOT NULL,
    urgent BIGINT NOT NULL CHECK (urgent IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('sending', 'waiting', 'accepted', 'declined', 'withdrawn')),
    decide_date TEXT NOT NULL,
    decline_reason TEXT NOT NULL,
    result_id TEXT NOT NULL,
    referrer TEXT NOT NULL CHECK (referrer <> ''),
    problem TEXT NOT NULL,
    delivered_at BIGINT NOT NULL,
    -- 1: it may have arrived, so that to take it back is to be told; and 1 once that is known there.
    attempted BIGINT NOT NULL CHECK (attempted IN (0, 1)),
    taken_back BIGINT NOT NULL CHECK (taken_back IN (0, 1)),
    receiver_id TEXT NOT NULL,
    receiver_version BIGINT NOT NULL CHECK (receiver_version >= 0),
    -- With which version of the question it was last saved together.
    question_version BIGINT NOT NULL CHECK (question_version >= 1),
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (target = 'debt_counselling' OR consent_date <> ''),
    CHECK ((consent_date = '') = (consent_form = '')),
    CHECK ((state IN ('sending', 'waiting')) = (decide_date = '')),
    CHECK ((state = 'declined') = (decline_reason <> ''))
);

CREATE INDEX referral_question ON referral (question_id, id);

-- Each step of a referral. Rows are only ever added.
CREATE TABLE referral_transition (
    id TEXT NOT NULL PRIMARY KEY,
    referral_id TEXT NOT NULL REFERENCES referral (id),
    version BIGINT NOT NULL CHECK (version >= 2),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    date TEXT NOT NULL CHECK (date <> ''),
    decline_reason TEXT NOT NULL,
    recorder TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (referral_id, version)
);

-- The referral by which a question was saved, and how far it had come with that. Empty: it was saved for another reason.
ALTER TABLE question_change ADD COLUMN referral_id TEXT NOT NULL DEFAULT '';
ALTER TABLE question_change ADD COLUMN referral_target TEXT NOT NULL DEFAULT '';
ALTER TABLE question_change ADD COLUMN referral_state TEXT NOT NULL DEFAULT '';
ALTER TABLE question_change ADD COLUMN referral_decline_reason TEXT NOT NULL DEFAULT '';
