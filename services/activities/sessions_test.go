package activities_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// sessionsOf answers how many sessions an activity has.
func (p *process) sessionsOf(t *testing.T, activity string) int {
	answer, err := activitiesv1.NewSessionServiceClient(p.conn).ListSessions(p.as(t, "activities.staff"),
		&activitiesv1.ListSessionsRequest{ActivityId: activity, PageSize: 1000})
	require.NoError(t, err)
	return len(answer.GetSessions())
}

func TestSessionsThatComeWithinReachArePlannedByThemselves(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		cfg, nats := at(engine.URL(t, nil)), testkit.NATS(t)
		cfg.SessionHorizon = 5
		p := start(t, nats, cfg)
		location, programme := p.addLocation(t), p.addProgramme(t)
		client, staff := activitiesv1.NewActivityServiceClient(p.conn), p.as(t, "activities.staff")
		a, err := client.CreateActivity(staff, &activitiesv1.CreateActivityRequest{Activity: &activitiesv1.Activity{
			ProgrammeId: programme.GetId(), LocationId: location.GetId(), DisplayName: "Koffie", TimeOfDay: "23:59",
			StartDate: clock.System().Now().AddDate(0, 0, 1).Format(time.DateOnly), DurationMinutes: 60, RecurrenceRule: "FREQ=DAILY;COUNT=100",
		}})
		require.NoError(t, err)
		_, err = client.CreateActivityPublication(staff, &activitiesv1.CreateActivityPublicationRequest{ActivityId: a.GetId()})
		require.NoError(t, err)
		near := p.sessionsOf(t, a.GetId())
		require.Len(t, p.stream(t), 2+near)
		p.stop()

		cfg.SessionHorizon = 200
		p = start(t, nats, cfg)
		require.Eventually(t, func() bool { return p.sessionsOf(t, a.GetId()) == 100 }, 20*time.Second, 20*time.Millisecond)
		require.Len(t, p.stream(t), 2+100)
	})
}
