package handover

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// row is something that was handed over, as it is kept.
type row struct {
	Handover
	sealed []byte // the content; empty once it is decided
}

// columns are those of a row, in the order in which scan reads them.
const columns = `id, sender, reference, referrer, sealed, consent_date, handed_date, urgent, wanted_id, state, decided_date,
    decline_reason, result_id, decider, version, created_at, updated_at`

func scan(r *sql.Rows) (row, error) {
	var h row
	var created, updated sqldb.Time
	err := r.Scan(&h.ID, &h.Sender, &h.Reference, &h.Referrer, &h.sealed, &h.Consent, &h.Refer, &h.Urgent, &h.Wanted, &h.State,
		&h.Date, &h.Reason, &h.Result, &h.Decider, &h.Version, &created, &updated)
	h.Created, h.Updated = created.Time, updated.Time
	return h, err
}

// insert keeps a row, and answers false where one of the same sender and reference is there.
func insert(ctx context.Context, tx *sql.Tx, h row) (bool, error) {
	result, err := tx.ExecContext(ctx, `-- name: InsertHandover :execrows
INSERT INTO handover (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (sender, reference) DO NOTHING`,
		h.ID, h.Sender, h.Reference, h.Referrer, h.sealed, h.Consent, h.Refer, sqldb.Flag(h.Urgent), h.Wanted, string(h.State),
		h.Date, h.Reason, h.Result, h.Decider, h.Version, sqldb.At(h.Created), sqldb.At(h.Updated))
	if err != nil {
		return false, fmt.Errorf("keep what was handed over: %w", err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// update keeps what was decided on a row, and destroys its content.
func update(ctx context.Context, tx *sql.Tx, h Handover) error {
	result, err := tx.ExecContext(ctx, `-- name: DecideHandover :execrows
UPDATE handover SET sealed = $1, state = $2, decided_date = $3, decline_reason = $4, result_id = $5, decider = $6, version = $7,
    updated_at = $8 WHERE id = $9 AND version = $10`,
		[]byte{}, string(h.State), h.Date, h.Reason, h.Result, h.Decider, h.Version, sqldb.At(h.Updated), h.ID, h.Version-1)
	if err != nil {
		return fmt.Errorf("decide on what was handed over: %w", err)
	}
	return sqldb.Changed(result.RowsAffected())
}

// lock answers the row with id, which stays as it is until the transaction ends. There is none where there is no such row.
func lock(ctx context.Context, tx *sql.Tx, id string) (h row, found bool, err error) {
	rows, err := sqldb.LockByID(ctx, tx, `-- name: LockHandovers :many
SELECT `+columns+` FROM handover WHERE id IN (%s)`, map[string]bool{id: true}, scanByID)
	h, found = rows[id]
	return h, found, err
}

func scanByID(r *sql.Rows) (string, row, error) {
	h, err := scan(r)
	return h.ID, h, err
}

// query is what reads: a database, or a transaction of one.
type query interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func find(ctx context.Context, q query, where string, args ...any) (list []row, err error) {
	rows, err := q.QueryContext(ctx, `-- name: FindHandovers :many
SELECT `+columns+` FROM handover WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read what was handed over: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		h, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read what was handed over: %w", err)
		}
		list = append(list, h)
	}
	return list, rows.Err()
}

// contentField is the place of what is sealed in its row.
const contentField = "handover"

// sealedContent is what is sealed, as JSON: a field that comes later is absent from what was sealed before.
type sealedContent struct {
	person.Sealed
	WijkCode string `json:"wijk_code,omitempty"`
	WijkYear int    `json:"wijk_year,omitempty"`
	Purpose  string `json:"purpose"`
}

// seal answers h as it is kept. Error: privacy.ErrErased.
func seal(keys privacy.Keys, h Handover) (row, error) {
	text, err := json.Marshal(sealedContent{
		Sealed: h.Content.Sealed(), WijkCode: h.Content.Wijk.Code, WijkYear: h.Content.Wijk.Edition, Purpose: h.Content.Purpose,
	})
	if err != nil {
		return row{}, fmt.Errorf("encode what was handed over: %w", err)
	}
	sealed, err := keys.Seal(h.ID, h.ID, contentField, text)
	return row{h, sealed}, err
}

// open answers a row with its content, where there is any and its key is there.
func open(keys privacy.Keys, h row) (Handover, error) {
	if len(h.sealed) == 0 {
		return h.Handover, nil
	}
	text, err := keys.Open(h.ID, h.ID, contentField, h.sealed)
	if errors.Is(err, privacy.ErrErased) {
		return h.Handover, nil // it was decided since it was read
	}
	if err != nil {
		return h.Handover, err
	}
	var s sealedContent
	var p person.Person
	if err = json.Unmarshal(text, &s); err == nil {
		p, err = s.Person()
	}
	if err != nil {
		// The error itself may quote what it could not read.
		return h.Handover, errors.New("decode what was handed over: it is not what was sealed")
	}
	h.Content = &Content{Person: p, Wijk: areas.Wijk{Code: s.WijkCode, Edition: s.WijkYear}, Purpose: s.Purpose}
	return h.Handover, nil
}
