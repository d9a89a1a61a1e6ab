-- name: InsertLedgerBook :exec
INSERT INTO ledger_book (id, entries) VALUES ($1, 0) ON CONFLICT DO NOTHING;

-- name: UpdateLedgerBook :execrows
UPDATE ledger_book SET entries = entries + 1 WHERE id = sqlc.arg(id) AND entries = sqlc.arg(entries);

-- name: ListLedgerBalances :many
SELECT * FROM ledger_balance WHERE book = $1 ORDER BY account;

-- name: InsertLedgerEntry :exec
INSERT INTO ledger_entry (id, book, number, kind, date, subject, reversal_of, reason, recorder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: GetLedgerEntry :one
SELECT sqlc.embed(e), CAST(COALESCE(r.id, '') AS TEXT) AS reversed_by
FROM ledger_entry e LEFT JOIN ledger_entry r ON r.reversal_of = e.id AND r.reversal_of <> '' WHERE e.id = $1;

-- name: ListLedgerEntries :many
SELECT sqlc.embed(e), CAST(COALESCE(r.id, '') AS TEXT) AS reversed_by
FROM ledger_entry e LEFT JOIN ledger_entry r ON r.reversal_of = e.id AND r.reversal_of <> ''
WHERE e.book = sqlc.arg(book) AND e.number > sqlc.arg(after) ORDER BY e.number LIMIT sqlc.arg(size);

-- name: ListLedgerEntriesOfClient :many
SELECT sqlc.embed(e), CAST(COALESCE(r.id, '') AS TEXT) AS reversed_by
FROM trajectory_client c JOIN settlement s ON s.trajectory_id = c.trajectory_id JOIN ledger_entry e ON e.book = 'settlement/' || s.id
    LEFT JOIN ledger_entry r ON r.reversal_of = e.id AND r.reversal_of <> ''
WHERE c.client_id = $1 ORDER BY s.id, e.number;

-- name: InsertLedgerReference :exec
INSERT INTO ledger_reference (entry_id, sealed_for, sealed) VALUES ($1, $2, $3);
