package events_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
)

// sessionGoldens are the events of sessions, and of a count of one.
func sessionGoldens() []golden {
	moment := time.Date(2022, 6, 14, 12, 0, 0, 0, time.UTC)
	session := domain.Session{
		ID: "0181f0a0-0000-7000-8000-000000000005", ActivityID: "0181f0a0-0000-7000-8000-000000000006",
		ProgrammeID: "0181f0a0-0000-7000-8000-000000000002", LocationID: "0181f0a0-0000-7000-8000-000000000001", RoomID: "room",
		Occurrence: "2022-06-14T14:00", Origin: domain.FromSeries, Date: day(6, 14), Start: moment, End: moment.Add(90 * time.Minute),
		State: domain.SessionPlanned, Version: 1, Created: moment, Updated: moment,
	}
	cancelled := session
	cancelled.State, cancelled.Reason, cancelled.Recorder, cancelled.Version = domain.SessionCancelled, "weather", "anna.de.vries", 2
	held := session
	held.State, held.Recorder, held.Version = domain.SessionHeld, "anna.de.vries", 300
	count := domain.HeadCount{
		ID: "0181f0a0-0000-7000-8000-000000000007", LocationID: session.LocationID, ProgrammeID: session.ProgrammeID,
		SessionID: session.ID, Date: day(6, 14), PartOfDay: "afternoon", Count: 12, Method: "tally", Recorder: "anna.de.vries",
		Version: 1, Created: moment, Updated: moment,
	}
	saved := func(version int64, state activitiesv1.SessionState) *activitiesv1.SessionSaved {
		return &activitiesv1.SessionSaved{
			Id: "0181f0a0-0000-7000-8000-000000000005", Version: version, ActivityId: "0181f0a0-0000-7000-8000-000000000006",
			ProgrammeId: "0181f0a0-0000-7000-8000-000000000002", LocationId: "0181f0a0-0000-7000-8000-000000000001",
			Date: "2022-06-14", StartTime: &timestamppb.Timestamp{Seconds: 1655208000}, EndTime: &timestamppb.Timestamp{Seconds: 1655213400},
			State: state,
		}
	}
	const noun = "session.saved"
	return []golden{
		{
			"session_saved_planned.binpb", saved(1, activitiesv1.SessionState_SESSION_STATE_PLANNED), events.SessionSaved(session),
			noun, session.ID,
		},
		{
			"session_saved_cancelled.binpb", saved(2, activitiesv1.SessionState_SESSION_STATE_CANCELLED), events.SessionSaved(cancelled),
			noun, session.ID,
		},
		{
			"session_saved_held.binpb", saved(300, activitiesv1.SessionState_SESSION_STATE_HELD), events.SessionSaved(held),
			noun, session.ID,
		},
		{
			"head_count_saved_of_a_session.binpb", &activitiesv1.HeadCountSaved{
				Id: "0181f0a0-0000-7000-8000-000000000007", Version: 1, LocationId: "0181f0a0-0000-7000-8000-000000000001",
				ProgrammeId: "0181f0a0-0000-7000-8000-000000000002", SessionId: "0181f0a0-0000-7000-8000-000000000005",
				Date: "2022-06-14", PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_AFTERNOON, Count: 12,
				Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
			}, events.HeadCountSaved(count), "head-count.saved", count.ID,
		},
	}
}

func TestNoStateOfASessionIsLost(t *testing.T) {
	for number, name := range activitiesv1.SessionState_name {
		word := strings.ToLower(strings.TrimPrefix(name, "SESSION_STATE_"))
		saved := events.SessionSaved(domain.Session{State: domain.SessionState(word)}).Data.(*activitiesv1.SessionSaved)
		require.EqualValues(t, number, saved.GetState(), word)
	}
}
