// Package api answers the gRPC methods of the service. A method is a short script: decode, load, rule, save and event, encode.
package api

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/referring"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// Deps are what every method works with.
type Deps struct {
	DB      *sqldb.DB
	Clock   clock.Clock
	Zone    *time.Location // whose calendar the organisation lives by
	Areas   areas.Register
	Privacy *privacy.Privacy
	Timers  *schedule.Scheduler
	Log     *slog.Logger // of what nobody waits for
	// Receivers are the services that residents can be referred to.
	Receivers *referring.Services
}

// now answers the present instant as it is stored, so that the answer to a call equals what is read later.
func (d Deps) now() time.Time { return sqldb.At(d.Clock.Now()).Time }

// today answers the present date of the organisation.
func (d Deps) today() civil.Date { return civil.Today(d.Clock.Now(), d.Zone) }

// snapshot reads with several queries what stood in the database at one moment.
func (d Deps) snapshot(ctx context.Context, read func(store.Store) error) error {
	return sqldb.Snapshot(ctx, d.DB.Read(), func(tx *sql.Tx) error { return read(store.In(tx)) })
}
