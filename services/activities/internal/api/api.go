// Package api answers the RPCs of the service. A method is a short script: decode, load, rule, save and event, encode.
package api

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Deps are what every method works with.
type Deps struct {
	DB              *sqldb.DB
	Clock           clock.Clock
	Zone            *time.Location // whose calendar the organisation lives by
	Areas           domain.Areas
	MaxCount        int64 // the largest head count that is believed
	MaxContactGroup int64 // the largest group of a contact that is believed
	Horizon         int   // how many days ahead sessions are planned
	Privacy         *privacy.Privacy
	Timers          *schedule.Scheduler
	OfferWindow     time.Duration // how long a place that came free is held for who waited
}

// now answers the present instant as it is stored, so that the answer to a call equals what is read later.
func (d Deps) now() time.Time { return sqldb.At(d.Clock.Now()).Time }

// made is the moment and the id of a resource that a call makes.
type made struct {
	id  string
	now time.Time
}

// create makes a resource once for a request id: the first delivery calls make, a second loads what the first made.
func create[R any](ctx context.Context, d Deps, scope, requestID string, content proto.Message,
	load func(context.Context, store.Store, string) (R, error),
	make func(context.Context, *sql.Tx, made) (R, error),
) (resource R, err error) {
	return createAs(ctx, d, d.making(), scope, request{requestID, requestid.Hash(content)}, load, make)
}

// making answers the id of what is to be made, and the moment.
func (d Deps) making() made { return made{id: ids.New(), now: d.now()} }

// request is the id that a caller gave a request, and a hash of what it asks for.
type request struct {
	id   string
	hash []byte
}

// createAs is create for what is known before its transaction.
func createAs[R any](ctx context.Context, d Deps, m made, scope string, r request,
	load func(context.Context, store.Store, string) (R, error),
	make func(context.Context, *sql.Tx, made) (R, error),
) (resource R, err error) {
	claim := requestid.Claim{RequestID: r.id, Hash: r.hash, ResourceID: m.id, Path: "request_id"}
	err = d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		id, first, err := requestid.First(ctx, tx, m.now, scope, claim)
		if err != nil {
			return err
		}
		if first {
			resource, err = make(ctx, tx, m)
		} else {
			resource, err = load(ctx, store.In(tx), id)
		}
		return err
	})
	return resource, err
}

// etag names a version of a resource.
func etag(version int64) string { return strconv.FormatInt(version, 10) }

// matchEtag refuses a change of what was not read: ABORTED (ETAG_MISMATCH). No etag matches everything.
func matchEtag(given string, version int64) error {
	if given == "" || given == etag(version) {
		return nil
	}
	return fault.New(fault.Aborted, "ETAG_MISMATCH", "It was changed by somebody else since it was read. Read it again.")
}

// cut answers the rows of one page, and the token of the next one where more rows were read than the page holds.
func cut[R any](request proto.Message, rows []R, size int32, id func(R) string) (page []R, next string) {
	if len(rows) <= int(size) {
		return rows, ""
	}
	return rows[:size], pages.Token(request, id(rows[size-1]))
}

// dates reads the dates of one request and collects those that do not exist.
type dates struct{ broken []fault.Field }

// read answers the date in text, or none for "" and for what is no date.
func (d *dates) read(path, text string) civil.Date {
	if text == "" {
		return civil.Date{}
	}
	date, err := civil.ParseDate(text)
	if err != nil {
		d.broken = append(d.broken, fault.Field{
			Path: path, Reason: "DATE_INVALID", Text: "This is not an existing date, written as YYYY-MM-DD.",
		})
	}
	return date
}

func timestamp(t time.Time) *timestamppb.Timestamp { return timestamppb.New(t) }

// optional answers a date that may be absent.
func optional(d civil.Date) *string {
	if d.IsZero() {
		return nil
	}
	return proto.String(d.String())
}
