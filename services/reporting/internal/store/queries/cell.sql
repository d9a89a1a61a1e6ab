-- name: ListLiveCells :many
-- SQLite keeps to the order of a CROSS JOIN; left to itself it reads the cells of all years and all countings.
SELECT figure_cell.* FROM counting CROSS JOIN figure_cell
WHERE figure_cell.counting = counting.id AND counting.state = 'live' AND figure_cell.year = $1;

-- name: ListLiveYearCells :many
SELECT figure_cell.* FROM counting CROSS JOIN figure_cell
WHERE figure_cell.counting = counting.id AND counting.state = 'live' AND figure_cell.year = $1 AND figure_cell.level = 'year';

-- name: ListYears :many
SELECT year, value FROM figure_cell WHERE counting = $1 AND level = 'year';

-- name: DeleteEmptyCells :exec
DELETE FROM figure_cell WHERE records = 0;

-- name: DeleteEmptyMembers :exec
DELETE FROM figure_member WHERE cells = '';

-- name: DeleteRetiredCells :execrows
DELETE FROM figure_cell WHERE (counting, year, level, part, other) IN (
    SELECT c.counting, c.year, c.level, c.part, c.other FROM figure_cell AS c
    JOIN counting ON counting.id = c.counting
    WHERE counting.state = 'retired' LIMIT sqlc.arg(size)
);

-- name: DeleteRetiredMembers :execrows
-- SQLite keeps to the order of a CROSS JOIN; left to itself it reads all members first.
DELETE FROM figure_member WHERE id IN (
    SELECT m.id FROM counting CROSS JOIN figure_member AS m
    WHERE counting.state = 'retired' AND m.id > counting.id || ' ' AND m.id < counting.id || '!' LIMIT sqlc.arg(size)
);

-- name: DeleteRetiredCellsOfBefore :execrows
DELETE FROM counted_cell WHERE (counting, year, month, stadsdeel, member) IN (
    SELECT c.counting, c.year, c.month, c.stadsdeel, c.member FROM counted_cell AS c
    JOIN counting ON counting.id = c.counting
    WHERE counting.state = 'retired' LIMIT sqlc.arg(size)
);

-- name: AnyRetiredCell :one
SELECT EXISTS (
    SELECT 1 FROM counting WHERE state = 'retired' AND (
        EXISTS (SELECT 1 FROM figure_cell WHERE figure_cell.counting = counting.id)
        OR EXISTS (SELECT 1 FROM figure_member AS m WHERE m.id > counting.id || ' ' AND m.id < counting.id || '!')
        OR EXISTS (SELECT 1 FROM counted_cell WHERE counted_cell.counting = counting.id)
    )
);

-- name: ListEarlierYearCells :many
-- Each of the years is named: a range would read all parts of all years, for the level stands behind the year in the key. SQLite
-- keeps to the order of a CROSS JOIN; left to itself it reads all cells first.
SELECT figure_cell.* FROM counting CROSS JOIN figure_cell
WHERE figure_cell.counting = counting.id AND counting.state = 'live' AND figure_cell.level = 'year'
    AND figure_cell.year IN (sqlc.arg(last_year), sqlc.arg(year_before), sqlc.arg(first_year));

-- name: ListLiveYears :many
SELECT figure_cell.* FROM counting CROSS JOIN figure_cell
WHERE figure_cell.counting = counting.id AND counting.state = 'live' AND figure_cell.level = 'year';
