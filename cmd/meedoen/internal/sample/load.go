package sample

import (
	"context"
	"errors"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// ErrOtherRecords is that the store already has programmes with the codes of the sample that did not come from this
// year: records of its own, or a year of another seed that was never finished. No place and no count
// was added.
var ErrOtherRecords = errors.New("the store has other records under the programmes of the sample")

// Clients are the services a year is loaded through. Their calls must carry the roles importer and account.manager.
type Clients struct {
	Locations  activitiesv1.LocationServiceClient
	Programmes activitiesv1.ProgrammeServiceClient
	HeadCounts activitiesv1.HeadCountServiceClient
	Positions  eventsv1.PositionServiceClient
	Accounts   reportingv1.AccountServiceClient
}

// Progress is told how far a load is. Add may be called from several goroutines at once.
type Progress interface {
	// Start says how many records there are. It is not called where nothing needs to be loaded.
	Start(total int)
	// Add says that n more records were acknowledged.
	Add(n int)
	// Done says that the load ended, well or not. It follows every Start.
	Done()
}

// Loaded is what a load did.
type Loaded struct {
	// Already says that the year was complete before, so that nothing was sent again.
	Already bool
	// Positions are what to wait for, so that an account read with them includes the whole year.
	Positions []string
}

// Load brings the records of y into the store and publishes the account of the year. A load that was interrupted is
// resumed by calling Load again with the same year. Where a complete sample year is in the store, of whatever seed,
// nothing is added. Errors: ErrOtherRecords; otherwise the status of the call that failed.
func Load(ctx context.Context, c Clients, y Year, p Progress) (Loaded, error) {
	l := &loader{Clients: c, year: y, progress: p}
	already, err := l.complete(ctx)
	if err != nil {
		return Loaded{}, err
	}
	if !already {
		if err := l.load(ctx); err != nil {
			return Loaded{}, err
		}
	}
	positions, err := l.publish(ctx)
	return Loaded{Already: already, Positions: positions}, err
}
