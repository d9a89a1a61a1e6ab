-- name: InsertOutcomeMeasure :exec
INSERT INTO outcome_measure (id, guidance_trajectory_id, moment, date, instrument, instrument_version, scores, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: GetOutcomeMeasure :one
SELECT * FROM outcome_measure WHERE id = $1;

-- name: ListOutcomeMeasures :many
SELECT * FROM outcome_measure
WHERE guidance_trajectory_id = sqlc.arg(guidance_trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListOutcomeMeasuresWith :many
SELECT * FROM outcome_measure WHERE guidance_trajectory_id = $1 AND instrument = $2 ORDER BY date, id;

-- name: ListOutcomeMeasuresOfResident :many
SELECT m.* FROM outcome_measure m JOIN guidance_trajectory t ON t.id = m.guidance_trajectory_id
WHERE t.resident_id = $1 ORDER BY m.id;
