-- name: PutToldFigure :exec
INSERT INTO told_figure (id, version, figure, programme_id, year, value, base) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, figure = excluded.figure, programme_id = excluded.programme_id,
    year = excluded.year, value = excluded.value, base = excluded.base
WHERE told_figure.version < excluded.version;

-- name: ListToldFigures :many
SELECT * FROM told_figure WHERE year = $1 ORDER BY id;
