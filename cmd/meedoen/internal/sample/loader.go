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
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

// callTimeout is far above what any one call needs; it ends a load that hangs.
const callTimeout = time.Minute

// loader holds the identifiers the service gave, which later records refer to.
type loader struct {
	Clients
	year       Year
	progress   Progress
	batch      int               // how many records go in one call
	programmes map[string]string // by code
	locations  map[string]string // by name
	ids        ids
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
	l.progress.Start(l.year.Size())
	defer l.progress.Done()
	return inOrder(
		l.addProgrammes, l.addLocations,
		// People cost the service much work beside its database, and the others little else: they go together.
		together(
			inOrder(l.addHeadCounts, l.addCorrections, l.addContacts, l.addOutputs, l.addActivities, l.addSessions),
			inOrder(l.addParticipants, l.addRoles, l.addHelpers, l.addEngagements, l.addAssignments, l.addHours),
			inOrder(l.addDebtClients, l.addTrajectories),
			inOrder(l.addResidents, l.addQuestions, l.addMediations, l.addGuidance, l.addGuidanceContacts),
		),
		l.addAttendance, l.withdrawAttendance, l.deliverAgain, l.deliverQuestionsAgain, l.putCatalogue, l.addSeal,
	)(ctx)
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
	return l.countAll(ctx, l.year.HeadCounts[:l.year.seal()])
}

func (l *loader) addSeal(ctx context.Context) error {
	return l.countAll(ctx, l.year.HeadCounts[l.year.seal():])
}

func (l *loader) countAll(ctx context.Context, counts []HeadCount) error {
	return inBatches(ctx, l, "head counts", counts, l.headCount,
		func(ctx context.Context, list []*activitiesv1.CreateHeadCountRequest) ([]*activitiesv1.HeadCount, error) {
			in := &activitiesv1.BatchCreateHeadCountsRequest{Requests: list}
			added, err := call(ctx, l.HeadCounts.BatchCreateHeadCounts, in)
			return added.GetHeadCounts(), err
		})
}

func (l *loader) addCorrections(ctx context.Context) error {
	return oneByOne(ctx, l, "correct head counts", l.year.Corrections, l.correction, l.HeadCounts.CreateHeadCountCorrection)
}

// publish freezes and publishes the account once everything is counted, and answers how far the events are. It is done at
// every load: the load before may have ended just before it, and a second one makes no other edition. Where somebody recorded
// more since, or figures are counted anew, the editions there are stay as they are.
func (l *loader) publish(ctx context.Context) ([]string, error) {
	positions, err := call(ctx, l.Positions.GetPositions, &eventsv1.GetPositionsRequest{})
	if err != nil {
		return nil, fmt.Errorf("ask how far the events are: %w", err)
	}
	// A server ends a call after half a minute, and on a busy machine counting the year may take longer.
	for range 5 {
		_, err = call(ctx, l.Accounts.CreateAccountPublication, &reportingv1.CreateAccountPublicationRequest{
			Year: CalendarYear, RequestId: l.year.PublicationRequestID, WaitFor: positions.GetPositions(),
		})
		if !because(err, "POSITION_NOT_REACHED") {
			break
		}
	}
	if err != nil && !because(err, "REASON_MISSING") && !because(err, "FIGURES_BEING_COUNTED") {
		return nil, fmt.Errorf("publish the account of %d: %w", CalendarYear, err)
	}
	return positions.GetPositions(), nil
}

// because says whether a call failed for a reason, of the whole or of one of its fields.
func because(err error, reason string) bool {
	f := fault.FromStatus(status.Convert(err))
	return f != nil && (f.Reason == reason || slices.ContainsFunc(f.Fields, func(v fault.Field) bool { return v.Reason == reason }))
}

func call[In, Out any](
	ctx context.Context, method func(context.Context, In, ...grpc.CallOption) (Out, error), in In,
) (Out, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return method(ctx, in)
}
