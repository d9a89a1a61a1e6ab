-- name: InsertLivingAreaMoment :exec
INSERT INTO living_area_moment (id, trajectory_id, client_id, moment, date, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: GetLivingAreaMoment :one
SELECT * FROM living_area_moment WHERE id = $1;

-- name: ListLivingAreaMoments :many
SELECT * FROM living_area_moment
WHERE trajectory_id = sqlc.arg(trajectory_id) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);

-- By the trajectories of the client, which an index finds: the client of a moment is one of its trajectory.

-- name: ListLivingAreaMomentsOfClient :many
SELECT l.* FROM living_area_moment l JOIN trajectory_client c ON c.trajectory_id = l.trajectory_id AND c.client_id = l.client_id
WHERE c.client_id = $1 ORDER BY l.id;
