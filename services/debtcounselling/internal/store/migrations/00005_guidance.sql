-- +goose Up

-- What is done for a client beside the phases of a trajectory: guidance, moratoria, interventions, and when the plan of approach
-- was ready. What was recorded stays; what should not have been is withdrawn. A date that is not known is empty.
CREATE TABLE measure (
    id TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id),
    kind TEXT NOT NULL CHECK (kind IN ('budget_coaching', 'budget_management', 'protective_administration',
        'long_term_guidance', 'budget_guidance', 'crisis_intervention', 'provisional_measure', 'moratorium', 'plan_of_approach')),
    application_date TEXT NOT NULL,
    grant_date TEXT NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    withdrawn BIGINT NOT NULL CHECK (withdrawn IN (0, 1)),
    recorder TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (end_date = '' OR (start_date <> '' AND end_date >= start_date)),
    CHECK ((kind = 'moratorium') = (application_date <> '')),
    CHECK (kind = 'moratorium' OR (grant_date = '' AND start_date <> '')),
    CHECK (kind <> 'moratorium' OR (start_date = '') = (end_date = '')),
    CHECK (kind <> 'moratorium' OR start_date = '' OR grant_date <> '')
);

CREATE INDEX measure_trajectory ON measure (trajectory_id, id);
CREATE UNIQUE INDEX measure_plan ON measure (trajectory_id) WHERE kind = 'plan_of_approach' AND withdrawn = 0;
