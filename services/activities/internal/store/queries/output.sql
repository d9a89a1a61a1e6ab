-- name: GetOutput :one
SELECT * FROM output WHERE id = $1;

-- name: ListOutputs :many
SELECT * FROM output
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR kind = CAST(sqlc.arg(kind) AS TEXT))
    AND (CAST(sqlc.arg(programme_id) AS TEXT) = '' OR programme_id = CAST(sqlc.arg(programme_id) AS TEXT))
    AND (CAST(sqlc.arg(from_date) AS TEXT) = '' OR date >= CAST(sqlc.arg(from_date) AS TEXT))
    AND (CAST(sqlc.arg(to_date) AS TEXT) = '' OR date <= CAST(sqlc.arg(to_date) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);

-- name: CorrectOutput :execrows
UPDATE output SET repair_category = $1, repair_outcome = $2, act_setting = $3, state = $4, version = version + 1,
    updated_at = $5
WHERE id = $6 AND version = $7;

-- name: InsertOutputCorrection :exec
INSERT INTO output_correction (id, output_id, version, repair_category, repair_outcome, act_setting, state, reason,
    previous_repair_category, previous_repair_outcome, previous_act_setting, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: GetOutputCorrection :one
SELECT * FROM output_correction WHERE id = $1;

-- name: ListOutputCorrections :many
SELECT * FROM output_correction WHERE output_id = $1 ORDER BY version;
