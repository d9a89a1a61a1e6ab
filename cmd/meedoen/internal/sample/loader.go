package sample

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

const (
	// batchSize is how many counts one call may carry.
	batchSize = 1000
	// batchCallers and correctionCallers are how many calls are under way at once: a batch keeps the writer busy for
	// long, single corrections share its transactions.
	batchCallers      = 4
	correctionCallers = 16
	// callTimeout is far above what any one call needs; it ends a load that hangs.
	callTimeout = time.Minute
)

// loader holds the identifiers the service gave, which later records refer to.
type loader struct {
	Clients
	year       Year
	progress   Progress
	programmes map[string]string // by code
	locations  map[string]string // by name
	headCounts []string          // as Year.HeadCounts
}

// complete says whether the seal is in the store. It is sent last and whole or not at all, so where it is, everything
// is.
func (l *loader) complete(ctx context.Context) (bool, error) {
	programmes, err := call(ctx, l.Programmes.ListProgrammes, &activitiesv1.ListProgrammesRequest{PageSize: 1000})
	if err != nil {
		return false, fmt.Errorf("look for the sample year: %w", err)
	}
	i := slices.IndexFunc(programmes.GetProgrammes(), func(p *activitiesv1.Programme) bool {
		return p.GetCode() == sealProgramme
	})
	if i < 0 {
		return false, nil
	}
	counts, err := call(ctx, l.HeadCounts.ListHeadCounts, &activitiesv1.ListHeadCountsRequest{
		PageSize:    1,
		ProgrammeId: programmes.GetProgrammes()[i].GetId(),
		FromDate:    day(CalendarYear, time.January, 1).String(),
		ToDate:      day(CalendarYear, time.December, 31).String(),
	})
	if err != nil {
		return false, fmt.Errorf("look for the sample year: %w", err)
	}
	return len(counts.GetHeadCounts()) > 0, nil
}

func (l *loader) load(ctx context.Context) error {
	y := l.year
	l.progress.Start(len(y.Programmes) + len(y.Locations) + len(y.HeadCounts) + len(y.Corrections))
	defer l.progress.Done()
	for _, step := range []func(context.Context) error{
		l.addProgrammes, l.addLocations, l.addHeadCounts, l.addCorrections, l.addSeal,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// addProgrammes comes first: programme codes are unique, so that a store with other records refuses here, before a
// place or a count is added.
func (l *loader) addProgrammes(ctx context.Context) error {
	l.programmes = make(map[string]string, len(l.year.Programmes))
	for _, p := range l.year.Programmes {
		added, err := call(ctx, l.Programmes.CreateProgramme, p.request(l.programmes))
		if f := fault.FromStatus(status.Convert(err)); f != nil && f.Reason == "PROGRAMME_CODE_TAKEN" {
			return fmt.Errorf("%w: %s", ErrOtherRecords, p.Code)
		}
		if err != nil {
			return fmt.Errorf("add programme %s: %w", p.Code, err)
		}
		l.programmes[p.Code] = added.GetId()
		l.progress.Add(1)
	}
	return nil
}

func (l *loader) addLocations(ctx context.Context) error {
	l.locations = make(map[string]string, len(l.year.Locations))
	for _, p := range l.year.Locations {
		added, err := call(ctx, l.Locations.CreateLocation, p.request())
		if err != nil {
			return fmt.Errorf("add location %s: %w", p.Name, err)
		}
		l.locations[p.Name] = added.GetId()
		l.progress.Add(1)
	}
	return nil
}

func (l *loader) addHeadCounts(ctx context.Context) error {
	l.headCounts = make([]string, len(l.year.HeadCounts))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(batchCallers)
	for first, end := 0, l.year.seal(); first < end; first += batchSize {
		group.Go(func() error { return l.addBatch(ctx, first, min(first+batchSize, end)) })
	}
	return group.Wait()
}

func (l *loader) addSeal(ctx context.Context) error {
	return l.addBatch(ctx, l.year.seal(), len(l.year.HeadCounts))
}

func (l *loader) addBatch(ctx context.Context, first, end int) error {
	batch := &activitiesv1.BatchCreateHeadCountsRequest{}
	for _, c := range l.year.HeadCounts[first:end] {
		batch.Requests = append(batch.Requests, c.request(l.locations, l.programmes))
	}
	added, err := call(ctx, l.HeadCounts.BatchCreateHeadCounts, batch)
	if err != nil {
		return fmt.Errorf("add head counts %d to %d: %w", first, end-1, err)
	}
	if len(added.GetHeadCounts()) != end-first {
		return fmt.Errorf("add head counts %d to %d: %d were answered", first, end-1, len(added.GetHeadCounts()))
	}
	for i, c := range added.GetHeadCounts() {
		l.headCounts[first+i] = c.GetId()
	}
	l.progress.Add(end - first)
	return nil
}

func (l *loader) addCorrections(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(correctionCallers)
	for _, c := range l.year.Corrections {
		group.Go(func() error {
			_, err := call(ctx, l.HeadCounts.CreateHeadCountCorrection, c.request(l.headCounts))
			if err != nil {
				return fmt.Errorf("correct head count %d: %w", c.HeadCount, err)
			}
			l.progress.Add(1)
			return nil
		})
	}
	return group.Wait()
}

// publish opens the account to everybody and asks how far the events are. It is done at every load: the publication may
// have been lost with reporting's database, and a second one changes nothing.
func (l *loader) publish(ctx context.Context) ([]string, error) {
	_, err := call(ctx, l.Accounts.CreateAccountPublication, &reportingv1.CreateAccountPublicationRequest{
		Year: CalendarYear, RequestId: l.year.PublicationRequestID,
	})
	if err != nil {
		return nil, fmt.Errorf("publish the account of %d: %w", CalendarYear, err)
	}
	positions, err := call(ctx, l.Positions.GetPositions, &eventsv1.GetPositionsRequest{})
	if err != nil {
		return nil, fmt.Errorf("ask how far the events are: %w", err)
	}
	return positions.GetPositions(), nil
}

func call[In, Out any](
	ctx context.Context, method func(context.Context, In, ...grpc.CallOption) (Out, error), in In,
) (Out, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return method(ctx, in)
}
