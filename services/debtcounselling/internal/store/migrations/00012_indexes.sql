-- +goose Up

-- A claim or a calculation that is removed is looked for in what refers to it. Without these all offers and all rechecks are read
-- for each of them.
CREATE INDEX settlement_offer_claim ON settlement_offer (claim_id, settlement_id);
CREATE INDEX recheck_calculation ON recheck (calculation_id);

-- The work list of early signals is of cases that go on: those that were closed are due before them, and are ever more.
CREATE INDEX early_signal_case_running ON early_signal_case (due_date, id) WHERE state <> 'closed';

-- All terms by the date on which they are due, page by page: otherwise all are sorted for each page.
CREATE INDEX term_all_due ON term (due_date, id);
