// Package api answers the RPCs of the service. A method is a short script: decode, load, rule, save and event, encode.
package api

import (
	"context"
	"database/sql"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Deps are what every method works with.
type Deps struct {
	DB              *sqldb.DB
	Clock           clock.Clock
	Zone            *time.Location // whose calendar the organisation lives by
	Areas           areas.Register
	MaxCount        int64 // the largest head count that is believed
	MaxContactGroup int64 // the largest group of a contact that is believed
	Horizon         int   // how many days ahead sessions are planned
	Privacy         *privacy.Privacy
	Timers          *schedule.Scheduler
	OfferWindow     time.Duration // how long a place that came free is held for who waited
}

// now answers the present instant as it is stored, so that the answer to a call equals what is read later.
func (d Deps) now() time.Time { return sqldb.At(d.Clock.Now()).Time }

// create makes a resource once for a request id: the first delivery calls make, a second loads what the first made.
func create[R any](ctx context.Context, d Deps, scope, requestID string, content proto.Message,
	load func(context.Context, store.Store, string) (R, error),
	make func(context.Context, *sql.Tx, resource.Made) (R, error),
) (R, error) {
	return createAs(ctx, d, d.making(), resource.RequestOf(scope, requestID, content), load, make)
}

// making answers the id of what is to be made, and the moment.
func (d Deps) making() resource.Made { return resource.Making(d.Clock.Now()) }

// createAs is create for what is known before its transaction.
func createAs[R any](ctx context.Context, d Deps, m resource.Made, r resource.Request,
	load func(context.Context, store.Store, string) (R, error),
	make func(context.Context, *sql.Tx, resource.Made) (R, error),
) (R, error) {
	return resource.Create(ctx, d.DB, m, r,
		func(ctx context.Context, tx *sql.Tx, id string) (R, error) { return load(ctx, store.In(tx), id) },
		func(ctx context.Context, tx *sql.Tx) (R, error) { return make(ctx, tx, m) })
}
