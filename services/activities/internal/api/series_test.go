package api_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/api"
)

func (r *rig) planner(t testing.TB) *api.Planner {
	return &api.Planner{Deps: r.deps, Log: slog.New(slog.DiscardHandler)}
}

// july narrows a series to where its changes are easy to see: Tuesdays and Thursdays up to 7 July, without 23 June.
func july(a *activitiesv1.Activity) { a.RecurrenceRule = "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20220707" }

func TestPublicationPlansWhatIsToComeWithinTheHorizon(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		hall := r.addRoomAt(t, v.location).GetId()
		a := r.addPublished(t, v, in(hall))
		agenda := r.agenda(t, a.GetId())
		last := "2022-08-11" // the last Thursday or Tuesday within 60 days
		require.Equal(t, "2022-06-16 14:00 planned", lines(agenda)[0], "not what is past")
		require.Equal(t, last+" 14:00 planned", lines(agenda)[len(agenda)-1])
		require.NotContains(t, strings.Join(lines(agenda), "\n"), "2022-06-23")
		requireProto(t, &activitiesv1.Session{
			Id: agenda[0].GetId(), ActivityId: a.GetId(), ProgrammeId: v.programme, LocationId: v.location, RoomId: hall,
			Date: "2022-06-16", TimeOfDay: "14:00", DurationMinutes: 90,
			StartTime: stored(time.Date(2022, 6, 16, 12, 0, 0, 0, time.UTC)), EndTime: stored(time.Date(2022, 6, 16, 13, 30, 0, 0, time.UTC)),
			State: planned, Occurrence: "2022-06-16T14:00", Etag: "1", CreateTime: stored(now()), UpdateTime: stored(now()),
		}, agenda[0])
	})
}

func TestEveryDayBringsTheSessionsOfADayWithinReachOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.addPublished(t, r.addVisit(t))
		before := r.state(t)
		require.NoError(t, r.planner(t).PlanAll(t.Context()))
		require.Equal(t, before, r.state(t), "there is nothing to do")
		n := len(r.agenda(t, a.GetId()))

		r.clock.Advance(7 * 24 * time.Hour)
		for _, err := range together(8, func(int) error { return r.planner(t).PlanAll(t.Context()) }) {
			require.NoError(t, err)
		}
		agenda := r.agenda(t, a.GetId())
		require.Len(t, agenda, n+2, "a Tuesday and a Thursday more")
		require.Len(t, r.rows(t, "outbox"), 2+n+2)
	})
}

func TestSessionsFollowTheirSeriesButForThoseTouchedByHand(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		a := r.addPublished(t, v, july)
		require.Equal(t, []string{
			"2022-06-16 14:00 planned", "2022-06-21 14:00 planned", "2022-06-28 14:00 planned", "2022-06-30 14:00 planned",
			"2022-07-05 14:00 planned", "2022-07-07 14:00 planned",
		}, lines(r.agenda(t, a.GetId())))
		first := r.agenda(t, a.GetId())
		_, err := r.cancel(t, first[1].GetId())
		require.NoError(t, err)
		_, err = r.move(t, first[2].GetId(), &activitiesv1.SessionMove{Date: "2022-06-29"})
		require.NoError(t, err)
		r.clock.Set(time.Date(2022, 6, 16, 13, 0, 0, 0, time.UTC))
		_, err = r.hold(t, first[0].GetId())
		require.NoError(t, err)
		elsewhere := r.addLocation(t)

		after, err := r.updateActivity(t, &activitiesv1.Activity{
			Id: a.GetId(), LocationId: elsewhere.GetId(), TimeOfDay: "10:00", RecurrenceRule: "FREQ=WEEKLY;BYDAY=TU;UNTIL=20220712",
		})

		require.NoError(t, err)
		require.Equal(t, published, after.GetState())
		second := r.agenda(t, a.GetId())
		require.Equal(t, []string{
			"2022-06-16 14:00 held", "2022-06-21 14:00 cancelled", "2022-06-29 14:00 planned", "2022-06-30 14:00 cancelled",
			"2022-07-05 10:00 planned", "2022-07-07 14:00 cancelled", "2022-07-12 10:00 planned",
		}, lines(second))
		require.Equal(t, first[4].GetId(), second[4].GetId(), "it follows and stays itself")
		require.Equal(t, elsewhere.GetId(), second[4].GetLocationId())
		require.Equal(t, v.location, second[2].GetLocationId(), "what was moved stays")
		require.Equal(t, activitiesv1.CancellationReason_CANCELLATION_REASON_WEATHER, second[1].GetCancellationReason())
		require.Equal(t, activitiesv1.CancellationReason_CANCELLATION_REASON_SERIES_CHANGED, second[5].GetCancellationReason())

		_, err = r.updateActivity(t, &activitiesv1.Activity{Id: a.GetId(), RecurrenceRule: "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20220707"})
		require.NoError(t, err)
		third := r.agenda(t, a.GetId())
		require.Equal(t, []string{
			"2022-06-16 14:00 held", "2022-06-21 14:00 cancelled", "2022-06-29 14:00 planned", "2022-06-30 10:00 planned",
			"2022-07-05 10:00 planned", "2022-07-07 10:00 planned", "2022-07-12 10:00 cancelled",
		}, lines(third))
		require.Equal(t, second[3].GetId(), third[3].GetId(), "a day that comes back brings its session back")
	})
}

func TestSessionsKeepTheClockOnTheWallOverBothChangesOfTheClocks(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		for _, change := range []string{"2022-10-30", "2023-03-26"} {
			day, err := time.Parse(time.DateOnly, change)
			require.NoError(t, err)
			r.clock.Set(day.AddDate(0, 0, -8))
			a := r.addPublished(t, v, once, func(a *activitiesv1.Activity) {
				a.StartDate, a.RecurrenceRule = day.AddDate(0, 0, -7).Format(time.DateOnly), "FREQ=DAILY;COUNT=15"
			})
			agenda := r.agenda(t, a.GetId())
			require.Len(t, agenda, 15)
			hours := map[int]bool{}
			for _, s := range agenda {
				require.Equal(t, "14:00", s.GetTimeOfDay())
				require.EqualValues(t, 90, s.GetDurationMinutes())
				hours[s.GetStartTime().AsTime().Hour()] = true
			}
			require.Equal(t, map[int]bool{12: true, 13: true}, hours)
		}
	})
}

func TestEndOfAProgrammeOrAnActivityCancelsWhatIsToCome(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		a := r.addPublished(t, v, july)
		extra := r.addSession(t, a.GetId(), at("2022-06-25", "20:00"))
		_, err := r.updateProgramme(t, &activitiesv1.Programme{Id: v.programme, EndDate: proto.String("2022-06-30")})
		require.NoError(t, err)
		require.NoError(t, r.planner(t).PlanAll(t.Context()))
		require.Equal(t, []string{
			"2022-06-16 14:00 planned", "2022-06-21 14:00 planned", "2022-06-25 20:00 planned", "2022-06-28 14:00 planned",
			"2022-06-30 14:00 planned", "2022-07-05 14:00 cancelled", "2022-07-07 14:00 cancelled",
		}, lines(r.agenda(t, a.GetId())))

		r.clock.Set(time.Date(2022, 6, 21, 12, 30, 0, 0, time.UTC))
		_, err = r.end(t, a.GetId())
		require.NoError(t, err)
		require.Equal(t, []string{
			"2022-06-16 14:00 planned", "2022-06-21 14:00 planned", "2022-06-25 20:00 cancelled", "2022-06-28 14:00 cancelled",
			"2022-06-30 14:00 cancelled", "2022-07-05 14:00 cancelled", "2022-07-07 14:00 cancelled",
		}, lines(r.agenda(t, a.GetId())), "what has begun is recorded by hand")
		require.Equal(t, activitiesv1.CancellationReason_CANCELLATION_REASON_ACTIVITY_ENDED, r.session(t, extra.GetId()).GetCancellationReason())
		require.NoError(t, r.planner(t).PlanAll(t.Context()))
	})
}

// Changes of a series, steps of its sessions and planning, all at once: nothing is lost, and no occurrence has two.
func TestChangesAtTheSameTimeLeaveOneSessionForEachOccurrence(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.addPublished(t, r.addVisit(t), july)
		sessions := r.agenda(t, a.GetId())
		errs := together(15, func(i int) (err error) {
			switch s := sessions[i%len(sessions)]; i % 5 {
			case 0:
				_, err = r.updateActivity(t, &activitiesv1.Activity{Id: a.GetId(), TimeOfDay: []string{"10:00", "15:00", "14:00"}[i/5]})
			case 1:
				_, err = r.updateActivity(t, &activitiesv1.Activity{Id: a.GetId(), RecurrenceRule: []string{
					"FREQ=DAILY;UNTIL=20220707", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20220707", "FREQ=DAILY;COUNT=60",
				}[i/5]})
			case 2:
				err = r.planner(t).PlanAll(t.Context())
			case 3:
				_, err = r.move(t, s.GetId(), &activitiesv1.SessionMove{Date: "2022-06-29"})
			case 4:
				_, err = r.createSession(t, session(a.GetId(), at("2022-07-01", []string{"10:00", "15:00", "20:00"}[i/5])))
			}
			return err
		})
		seen := map[string]bool{}
		for i, err := range errs {
			if i%5 < 3 {
				require.NoError(t, err)
			}
		}
		require.NoError(t, r.planner(t).PlanAll(t.Context()))
		agenda := r.agenda(t, a.GetId())
		for _, s := range agenda {
			require.False(t, seen[s.GetOccurrence()])
			seen[s.GetOccurrence()] = true
		}
		versions := map[string]int64{}
		for _, e := range r.events(t, 2) {
			saved := e.data.(*activitiesv1.SessionSaved)
			require.Equal(t, versions[saved.GetId()]+1, saved.GetVersion(), "every change has its event")
			versions[saved.GetId()]++
		}
		require.Len(t, versions, len(agenda))
		require.True(t, slices.ContainsFunc(agenda, func(s *activitiesv1.Session) bool { return s.GetState() == planned }))
	})
}
