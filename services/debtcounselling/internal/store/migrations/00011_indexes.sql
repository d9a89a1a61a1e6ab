-- +goose Up

-- What a delivery asks of trajectories, by the municipality that is responsible: it is answered from the index alone.
CREATE INDEX trajectory_delivered ON trajectory (municipality_code, id, kind, report_date, end_date);
