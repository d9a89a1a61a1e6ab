-- name: ListMunicipalitiesOfPeriod :many
SELECT DISTINCT municipality_code FROM trajectory
WHERE kind <> 'social_legal_advice' AND report_date <= sqlc.arg(last_date)
    AND (end_date = '' OR end_date >= sqlc.arg(first_date))
ORDER BY municipality_code;

-- name: LastTrajectoryOfPage :one
SELECT CAST(COALESCE(MAX(id), '') AS TEXT) AS last_id FROM (
    SELECT id FROM trajectory
    WHERE municipality_code = sqlc.arg(municipality_code) AND id > sqlc.arg(after) AND kind <> 'social_legal_advice'
        AND report_date <= sqlc.arg(last_date) AND (end_date = '' OR end_date >= sqlc.arg(first_date))
    ORDER BY id LIMIT sqlc.arg(size)
) AS page;

-- name: ListTrajectoriesOfPeriod :many
SELECT * FROM trajectory
WHERE municipality_code = sqlc.arg(municipality_code) AND id > sqlc.arg(after) AND id <= sqlc.arg(until)
    AND kind <> 'social_legal_advice' AND report_date <= sqlc.arg(last_date)
    AND (end_date = '' OR end_date >= sqlc.arg(first_date))
ORDER BY id;
