package reporting

import (
	"context"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// Rebuilding is that figures are counted anew because somebody asked for it.
type Rebuilding struct {
	db        *sqldb.DB
	countings []string
}

// Change is what counting anew made of the figure of an indicator in a year.
type Change = domain.Change

// Rebuild asks that figures are counted anew, by the rules they are counted by: those of indicators, or all where none is
// named. It only asks, in the database of the service. Whichever instance runs on that counts, beside the figures that
// stand, and lets the new ones take their place when all of them are done; where none runs, the next one does. Figures
// that are being counted anew already are followed and not begun again.
//
// Errors: NOT_FOUND (INDICATOR_NOT_FOUND) with every name that is no figure counted from records.
func Rebuild(ctx context.Context, db *sqldb.DB, c clock.Clock, indicators []string) (*Rebuilding, error) {
	countings, err := events.Rebuild(ctx, db, c, indicators)
	if err != nil {
		return nil, err
	}
	return &Rebuilding{db: db, countings: countings}, nil
}

// Progress is how far a Rebuilding is.
type Progress struct {
	// Records is how many records there were at the beginning, Done how many are counted. Those that come meanwhile are
	// counted too.
	Records, Done int64
	// Finished says that nothing more will happen.
	Finished bool
	// GivenUp are the indicators whose new figure was given up, because the service goes by another catalogue now.
	GivenUp []string
}

// Progress answers how far it is. Where several figures are not equally far, it is that of the one behind.
func (r *Rebuilding) Progress(ctx context.Context) (Progress, error) {
	progress := Progress{Finished: true}
	behind := false
	for _, id := range r.countings {
		one, err := store.Reading(r.db.Read()).Progress(ctx, id)
		if err != nil {
			return progress, err
		}
		switch {
		case one.State == domain.Building:
			progress.Finished = false
			if !behind || one.Done < progress.Done {
				progress.Records, progress.Done, behind = one.Facts, one.Done, true
			}
		case one.Finished.IsZero():
			progress.GivenUp = append(progress.GivenUp, one.Indicator)
		case !behind:
			progress.Records, progress.Done = max(progress.Records, one.Facts), max(progress.Done, one.Done)
		}
	}
	return progress, nil
}

// Changes answers where the new figures differ from those they replaced, by indicator and year.
func (r *Rebuilding) Changes(ctx context.Context) ([]Change, error) {
	var all []Change
	reading := store.Reading(r.db.Read())
	for _, id := range r.countings {
		one, err := reading.Progress(ctx, id)
		if err != nil {
			return nil, err
		}
		changes, err := reading.Changes(ctx, one.Counting)
		if err != nil {
			return nil, err
		}
		all = append(all, changes...)
	}
	return all, nil
}
