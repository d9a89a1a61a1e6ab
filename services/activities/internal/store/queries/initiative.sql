-- name: InsertInitiative :exec
INSERT INTO initiative (id, display_name, owner_group, programme_id, wijk_code, wijk_year, stadsdeel, start_date, end_date,
    version, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: UpdateInitiative :execrows
UPDATE initiative SET display_name = $1, owner_group = $2, programme_id = $3, wijk_code = $4, wijk_year = $5,
    stadsdeel = $6, start_date = $7, end_date = $8, version = version + 1, updated_at = $9
WHERE id = $10 AND version = $11;

-- name: GetInitiative :one
SELECT * FROM initiative WHERE id = $1;

-- name: ListInitiatives :many
SELECT * FROM initiative
WHERE id > sqlc.arg(after)
    AND (CAST(sqlc.arg(programme_id) AS TEXT) = '' OR programme_id = CAST(sqlc.arg(programme_id) AS TEXT))
ORDER BY id LIMIT sqlc.arg(size);
