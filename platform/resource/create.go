// Package resource holds what every method on a resource does alike: it is made once for a request id, alone or in batches
// of all or none; it is changed at the version that was read; and it is listed and dated in one way.
package resource

import (
	"context"
	"database/sql"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Made is the id of a resource that a call makes, and the moment.
type Made struct {
	ID  string
	Now time.Time
}

// Making answers what a call at an instant makes. The instant is as it is stored, so that the answer to the call equals
// what is read later.
func Making(now time.Time) Made { return Made{ID: ids.New(), Now: sqldb.At(now).Time} }

// Request is what asks for a resource.
type Request struct {
	Scope string // of its id: the name of the method
	ID    string // that the caller gave it
	Hash  []byte // of what it asks for
}

// RequestOf answers the request for content with the id that the caller gave it.
func RequestOf(scope, id string, content proto.Message) Request {
	return Request{Scope: scope, ID: id, Hash: requestid.Hash(content)}
}

// Create makes a resource once for a request: the first delivery calls make, a later one loads what the first made.
//
// Errors: ALREADY_EXISTS (REQUEST_ID_REUSED) where the id was used with other content; those of make and load.
func Create[R any](
	ctx context.Context, db *sqldb.DB, m Made, r Request,
	load func(ctx context.Context, tx *sql.Tx, id string) (R, error),
	make func(ctx context.Context, tx *sql.Tx) (R, error),
) (resource R, err error) {
	claim := requestid.Claim{RequestID: r.ID, Hash: r.Hash, ResourceID: m.ID, Path: "request_id"}
	err = db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		id, first, err := requestid.First(ctx, tx, m.Now, r.Scope, claim)
		if err != nil {
			return err
		}
		if first {
			resource, err = make(ctx, tx)
		} else {
			resource, err = load(ctx, tx, id)
		}
		return err
	})
	return resource, err
}
