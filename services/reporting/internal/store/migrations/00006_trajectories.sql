-- +goose Up

-- Which help with debts somebody got, why it ended, and whether it did so without debts: of a trajectory.
ALTER TABLE fact ADD COLUMN trajectory TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN exit_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE fact ADD COLUMN debt_free BIGINT NOT NULL DEFAULT 0 CHECK (debt_free IN (0, 1));
