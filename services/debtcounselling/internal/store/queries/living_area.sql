-- name: InsertLivingAreaMoment :exec
INSERT INTO living_area_moment (id, trajectory_id, client_id, moment, date, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: GetLivingAreaMoment :one
SELECT * FROM living_area_moment WHERE id = $1;

-- name: ListLivingAreaMoments :many
SELECT * FROM living_area_moment
WHERE trajectory_id = sqlc.arg(trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- name: ListLivingAreaMomentsOfClient :many
SELECT * FROM living_area_moment WHERE client_id = $1 ORDER BY id;
