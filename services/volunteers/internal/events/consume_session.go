package events

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/period"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// putSessions keeps the newest of what is told of each session, and answers those of which that is new. It locks their
// programmes and then all of them before anything else is locked, in one order for everybody.
func putSessions(ctx context.Context, in store.Store, told []domain.Session) ([]domain.Session, error) {
	slices.SortFunc(told, func(a, b domain.Session) int {
		if c := strings.Compare(a.ID, b.ID); c != 0 {
			return c
		}
		return int(b.Version - a.Version)
	})
	told = slices.CompactFunc(told, func(a, b domain.Session) bool { return a.ID == b.ID })
	programmes := map[string]bool{}
	for _, one := range told {
		programmes[one.ProgrammeID] = true
	}
	if err := in.LockProgrammes(ctx, programmes); err != nil {
		return nil, err
	}
	var changed []domain.Session
	for _, one := range told {
		newer, err := in.PutSession(ctx, one)
		if err != nil {
			return nil, err
		}
		if newer {
			changed = append(changed, one)
		}
	}
	return changed, nil
}

func readSession(e cloudevent.Event) (one domain.Session, err error) {
	var m activitiesv1.SessionSaved
	if err := proto.Unmarshal(e.Data, &m); err != nil {
		return one, err
	}
	one = domain.Session{
		ID: m.GetId(), ActivityID: m.GetActivityId(), ProgrammeID: m.GetProgrammeId(), LocationID: m.GetLocationId(),
		Period: period.Period{Start: m.GetStartTime().AsTime(), End: m.GetEndTime().AsTime()},
		State:  domain.SessionState(enums.Text(m.GetState())), Version: m.GetVersion(), Confirmed: true,
	}
	if one.ID == "" || one.Version < 1 {
		return one, fmt.Errorf("id %q with version %d names nothing", one.ID, one.Version)
	}
	if m.GetState() == activitiesv1.SessionState_SESSION_STATE_UNSPECIFIED || !one.End.After(one.Start) {
		return one, fmt.Errorf("state %s from %s to %s is no session", m.GetState(), one.Start, one.End)
	}
	one.Date, err = civil.ParseDate(m.GetDate())
	return one, err
}
