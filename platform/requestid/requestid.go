// Package requestid makes a second delivery of a request harmless (AIP-155): the id a caller gave, a hash of what it
// asked for, and the id of what was made for it are kept in the transaction that makes it.
package requestid

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Claim is one request that wants to make one resource.
type Claim struct {
	// RequestID is the caller's; empty where it gave none.
	RequestID string
	// Hash of what was asked for, see Hash.
	Hash []byte
	// ResourceID of what will be made, if this is the first delivery.
	ResourceID string
	// Path of the request id in the request, for the error.
	Path string
}

// Hash answers the hash of what a request asks for.
func Hash(content proto.Message) []byte {
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(content)
	if err != nil {
		// A message that was decoded can be encoded.
		panic(fmt.Sprintf("hash %T: %v", content, err))
	}
	sum := sha256.Sum256(data)
	return sum[:]
}

// First is ClaimAll for one claim.
func First(
	ctx context.Context, tx *sql.Tx, now time.Time, scope string, claim Claim,
) (resourceID string, first bool, err error) {
	ids, err := ClaimAll(ctx, tx, now, scope, []Claim{claim})
	if err != nil {
		return "", false, err
	}
	return ids[0], ids[0] == claim.ResourceID, nil
}

// ClaimAll answers for each claim the id of its resource: its own ResourceID where the resource must be made now, another
// where it was made for an earlier delivery, or for an earlier claim of the same call. Scope keeps the ids of methods apart.
//
// Errors: ALREADY_EXISTS (REQUEST_ID_REUSED), with every id that came before with other content.
func ClaimAll(ctx context.Context, tx *sql.Tx, now time.Time, scope string, claims []Claim) ([]string, error) {
	var rows sqldb.Rows
	for _, c := range claims {
		if c.RequestID != "" {
			rows = append(rows, []any{scope, c.RequestID, c.Hash, c.ResourceID, sqldb.At(now)})
		}
	}
	// One order for everybody, so that two callers with the same ids wait for each other instead of deadlocking.
	slices.SortStableFunc(rows, func(a, b []any) int { return cmp.Compare(a[1].(string), b[1].(string)) })
	fresh, err := insert(ctx, tx, rows)
	if err != nil {
		return nil, err
	}
	kept, earlier := sort(rows, fresh)
	if err := load(ctx, tx, scope, earlier, kept); err != nil {
		return nil, err
	}
	return match(claims, kept)
}

// insert keeps the rows whose ids are new, and answers those ids.
func insert(ctx context.Context, tx *sql.Tx, rows sqldb.Rows) (map[string]bool, error) {
	fresh := map[string]bool{}
	err := rows.Each(ctx, tx, `-- name: InsertRequestIDs :many
INSERT INTO request_id (scope, id, content_hash, resource_id, created_at) VALUES %s ON CONFLICT (scope, id) DO NOTHING
RETURNING id`, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		fresh[id] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim request ids: %w", err)
	}
	return fresh, nil
}

// sort answers what is kept of the rows whose ids are fresh, and the rows whose ids were there before. Of one id given
// twice the first was kept.
func sort(rows sqldb.Rows, fresh map[string]bool) (kept map[string]record, earlier sqldb.Rows) {
	kept = make(map[string]record, len(rows))
	for _, row := range rows {
		switch id := row[1].(string); {
		case !fresh[id]:
			earlier = append(earlier, row)
		case kept[id].hash == nil:
			kept[id] = record{hash: row[2].([]byte), resourceID: row[3].(string)}
		}
	}
	return kept, earlier
}

type record struct {
	hash       []byte
	resourceID string
}

// load adds to kept what was claimed before.
func load(ctx context.Context, tx *sql.Tx, scope string, rows sqldb.Rows, kept map[string]record) error {
	keys := make(sqldb.Rows, len(rows))
	for i, row := range rows {
		keys[i] = []any{scope, row[1]}
	}
	err := keys.Each(ctx, tx, `-- name: GetRequestIDs :many
SELECT id, content_hash, resource_id FROM request_id WHERE (scope, id) IN (VALUES %s)`, func(r *sql.Rows) error {
		var id string
		var rec record
		if err := r.Scan(&id, &rec.hash, &rec.resourceID); err != nil {
			return err
		}
		kept[id] = rec
		return nil
	})
	if err != nil {
		return fmt.Errorf("read request ids: %w", err)
	}
	return nil
}

func match(claims []Claim, kept map[string]record) ([]string, error) {
	ids := make([]string, len(claims))
	var reused []fault.Field
	for i, c := range claims {
		rec, found := kept[c.RequestID]
		switch {
		case !found:
			ids[i] = c.ResourceID
		case !bytes.Equal(rec.hash, c.Hash):
			reused = append(reused, fault.Field{
				Path: c.Path, Reason: "REQUEST_ID_REUSED", Text: "This request id was used before, with other content.",
			})
		default:
			ids[i] = rec.resourceID
		}
	}
	if len(reused) > 0 {
		f := fault.New(fault.AlreadyExists, "REQUEST_ID_REUSED", "A request id was used before, with other content.")
		f.Fields = reused
		return nil, f
	}
	return ids, nil
}

// Earlier answers the id of what an earlier delivery of a request made, and claims nothing: for a method that has much to do
// before its transaction. Found is false where there was none, also where it is made at this moment.
//
// Errors: ALREADY_EXISTS (REQUEST_ID_REUSED).
func Earlier(ctx context.Context, tx *sql.Tx, scope string, claim Claim) (resourceID string, found bool, err error) {
	if claim.RequestID == "" {
		return "", false, nil
	}
	kept := map[string]record{}
	if err := load(ctx, tx, scope, sqldb.Rows{{scope, claim.RequestID}}, kept); err != nil {
		return "", false, err
	}
	ids, err := match([]Claim{claim}, kept)
	if err != nil {
		return "", false, err
	}
	_, found = kept[claim.RequestID]
	return ids[0], found, nil
}
