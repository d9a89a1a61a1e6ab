package api_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/api"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// retentions answers what was told of retention, oldest first.
func (r *rig) retentions(t testing.TB) []*volunteersv1.VolunteerRetentionSaved {
	t.Helper()
	return servicetest.Events[*volunteersv1.VolunteerRetentionSaved](t, r.db, "volunteer-retention.saved")
}

// yearsDue answers for which years retention is to be computed.
func (r *rig) yearsDue(t testing.TB) (years []string) {
	t.Helper()
	rows, err := r.db.Read().QueryContext(t.Context(), "SELECT key FROM timer WHERE kind = $1 ORDER BY key", api.RetentionTimer)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var key string
		require.NoError(t, rows.Scan(&key))
		years = append(years, key)
	}
	require.NoError(t, rows.Err())
	return years
}

// compute has retention computed that is to be, and answers what holds then: "stayed of active before" by programme and year.
func (r *rig) compute(t *testing.T) map[string]string {
	t.Helper()
	r.timers.Handle(api.RetentionTimer, r.deps.TellRetention)
	r.clock.Advance(10 * time.Second)
	r.run(t, func() bool { return len(r.yearsDue(t)) == 0 })
	holds := map[string]string{}
	for _, m := range r.retentions(t) {
		holds[fmt.Sprint(m.GetProgrammeId(), " ", m.GetYear())] = fmt.Sprintf("%d of %d", m.GetStayed(), m.GetActiveBefore())
	}
	return holds
}

func TestRetentionFollowsAssignmentsAndApprovedHours(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		of := func(year int) string { return fmt.Sprint(f.role.ProgrammeID, " ", year) }
		r.propose(t, f.assignment(was("2021-03-01", "2021-10-01")))
		require.Equal(t, map[string]string{" 2022": "0 of 1", of(2022): "0 of 1"}, r.compute(t))

		// Somebody who comes back, and works for some hours only.
		again := r.anAssignment(t, f.engagement.ID, f.role.ID, func(a *domain.Assignment) { a.Start = date(t, "2022-01-01") })
		h := r.addHours(t, again, 14, 90)
		require.Empty(t, r.yearsDue(t), "hours that wait for approval count in nothing")
		r.approveHours(t, h)
		require.Equal(t, []string{"2022"}, r.yearsDue(t), "2023 has not begun")
		require.Equal(t, "1 of 1", r.compute(t)[of(2022)])

		_, err := r.hours.CreateHoursWithdrawal(r.coordinator(t), &volunteersv1.CreateHoursWithdrawalRequest{
			HoursId: h.GetId(), Withdrawal: &volunteersv1.HoursWithdrawal{Reason: "another day"},
		})
		require.NoError(t, err)
		require.Equal(t, map[string]string{" 2022": "0 of 1", of(2022): "0 of 1"}, r.compute(t))

		told := r.retentions(t)
		require.Len(t, told, 6)
		require.EqualValues(t, 3, told[5].GetVersion())
		require.NoError(t, r.deps.PlanNewYear(t.Context()))
		r.compute(t)
		require.Len(t, r.retentions(t), 6, "what did not change is not told again")
	})
}

func TestErasureChangesNoRetentionAndInternsAreNotInIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f, intern := r.aFit(t), r.aFit(t)
		r.propose(t, f.assignment(was("2021-03-01", "")))
		intern.engagement = r.anEngagement(t, intern.person.ID, func(e *domain.Engagement) { e.Kind = domain.Intern })
		r.propose(t, intern.assignment(was("2021-03-01", "")))
		want := map[string]string{" 2022": "1 of 1", f.role.ProgrammeID + " 2022": "1 of 1"}
		require.Equal(t, want, r.compute(t))
		_, err := r.erase(t, f.person.ID, "")
		require.NoError(t, err)
		require.NoError(t, r.deps.PlanNewYear(t.Context()))
		require.Equal(t, want, r.compute(t))
		for _, row := range r.rows(t, "outbox") {
			require.NotContains(t, row, f.person.ID)
		}
	})
}

func TestNewYearBeginsWithThoseWhoGoOn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.timers.Handle(api.YearsTimer, r.deps.TellNewYear)
		f, over := r.aFit(t), r.aFit(t)
		r.propose(t, f.assignment(was("2022-03-01", "")))
		r.propose(t, over.assignment(was("2022-03-01", "2022-06-14")))
		newYear := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, r.deps.Zone) }
		require.NoError(t, r.deps.PlanNewYear(t.Context()))
		r.run(t, func() bool { return r.timerIsDueAt(t, newYear(2023)) })
		require.Empty(t, r.compute(t), "nobody was there the year before")
		r.clock.Set(newYear(2023))
		r.run(t, func() bool { return r.timerIsDueAt(t, newYear(2024)) })
		require.Equal(t, "1 of 2", r.compute(t)[" 2023"])
	})
}

// What was recorded before this version is told at the first start, in every year.
func TestStartComputesEveryYear(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		r.write(t, func(ctx context.Context, s store.Store) error {
			a := domain.Assignment{
				ID: ids.New(), EngagementID: f.engagement.ID, RoleID: f.role.ID, State: domain.Ended, Start: date(t, "2019-03-01"),
				End: date(t, "2020-03-01"), StateDate: date(t, "2020-03-01"), Version: 1, Created: now(), Updated: now(),
			}
			if err := s.InsertAssignments(ctx, []domain.Assignment{a}); err != nil {
				return err
			}
			return s.PutAssignmentYears(ctx, []domain.AssignmentYear{
				{ID: ids.New(), AssignmentID: a.ID, Year: 2019, Date: a.Start, AgeBand: "unknown", Version: 1},
				{ID: ids.New(), AssignmentID: a.ID, Year: 2020, Date: date(t, "2020-01-01"), AgeBand: "unknown", Version: 1},
			})
		})
		require.NoError(t, r.deps.PlanNewYear(t.Context()))
		require.Equal(t, []string{"2019", "2020", "2021", "2022"}, r.yearsDue(t))
		got := r.compute(t)
		require.Equal(t, "1 of 1", got[" 2020"])
		require.Equal(t, "0 of 1", got[" 2021"])
		require.Len(t, got, 4)
	})
}

func TestProgrammeThatMovesTakesItsRetentionAlong(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		r.propose(t, f.assignment(was("2021-03-01", "")))
		r.compute(t)
		data, err := proto.Marshal(&activitiesv1.ProgrammeSaved{
			Id: f.role.ProgrammeID, Version: 2, Code: "taal", StartDate: "2020-01-01", ParentId: "above",
		})
		require.NoError(t, err)
		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return events.Handler(r.deps.Followers())(ctx, tx, []cloudevent.Event{{ID: ids.New(), Type: events.Types()[0], Data: data}})
		}))
		require.Equal(t, "1 of 1", r.compute(t)["above 2022"])
	})
}
