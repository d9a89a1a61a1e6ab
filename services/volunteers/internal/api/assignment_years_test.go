package api_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/person"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/api"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// told is a year as an event tells of it.
type told struct {
	date      string
	version   int64
	withdrawn bool
}

func (r *rig) told(t testing.TB) (list []told) {
	t.Helper()
	for _, y := range r.years(t) {
		list = append(list, told{y.GetDate(), y.GetVersion(), y.GetWithdrawn()})
	}
	return list
}

func TestWorkCountsInEachYearItWasDoneIn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		a := r.propose(t, f.assignment(was("2021-03-01", ""), func(m *volunteersv1.Assignment) {
			m.WijkCode, m.WijkYear = "WK003401", 2022
		}))
		require.Equal(t, []told{{"2021-03-01", 1, false}, {"2022-01-01", 1, false}}, r.told(t))
		last := r.years(t)[1]
		require.True(t, proto.Equal(&volunteersv1.AssignmentYearSaved{
			Id: last.GetId(), Version: 1, AssignmentId: a.GetId(), ProgrammeId: f.role.ProgrammeID, RoleId: f.role.ID, RoleCode: f.role.Code,
			Kind: volunteersv1.EngagementKind_ENGAGEMENT_KIND_VOLUNTEER, Date: "2022-01-01",
			Person: r.deps.Privacy.Counted(f.person.ID, 2022), AgeBand: peoplev1.AgeBand_AGE_BAND_27_TO_54,
			WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
		}, last), "%v", last)
		require.NotEqual(t, last.GetPerson(), r.years(t)[0].GetPerson())
		for _, row := range r.rows(t, "outbox") {
			require.NotContains(t, row, f.person.ID)
		}
	})
}

func TestWorkThatTurnsOutToHaveEndedBeforeNewYearIsWithdrawnFromTheYear(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.propose(t, r.aFit(t).assignment(was("2021-03-01", "")))
		_, err := r.step(t, a.GetId(), ended, "2021-12-20")
		require.NoError(t, err)
		require.Equal(t, []told{{"2021-03-01", 1, false}, {"2022-01-01", 1, false}, {"2022-01-01", 2, true}}, r.told(t))
	})
}

// run has the timers run until ready says so.
func (r *rig) run(t *testing.T, ready func() bool) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.timers.Run(ctx) }()
	require.Eventually(t, ready, patience, time.Millisecond)
	stop()
	require.NoError(t, <-done)
}

func (r *rig) timerIsDueAt(t testing.TB, at time.Time) bool {
	var due int64
	require.NoError(t, r.db.Read().QueryRowContext(t.Context(),
		"SELECT COALESCE(MAX(due_at), 0) FROM timer WHERE kind = $1", api.YearsTimer).Scan(&due))
	return time.UnixMicro(due).Equal(at)
}

func TestNewYearIsToldOfWhatGoesOnOnceAlsoWhenNobodyWasThereForYears(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.timers.Handle(api.YearsTimer, r.deps.TellNewYear)
		goesOn, over := r.aFit(t), r.aFit(t)
		r.propose(t, goesOn.assignment(was("2022-03-01", "")))
		r.propose(t, over.assignment(was("2022-03-01", "2022-06-14")))
		newYear := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, r.deps.Zone) }
		require.NoError(t, r.deps.PlanNewYear(t.Context()))
		r.run(t, func() bool { return r.timerIsDueAt(t, newYear(2023)) })
		require.Len(t, r.told(t), 2, "there is nothing to tell yet")

		// In UTC it is still 2022.
		r.clock.Set(newYear(2023))
		r.run(t, func() bool { return r.timerIsDueAt(t, newYear(2024)) })
		require.Equal(t, []told{{"2023-01-01", 1, false}}, r.told(t)[2:])

		r.clock.Set(newYear(2026).Add(time.Hour))
		require.NoError(t, r.deps.PlanNewYear(t.Context()))
		r.run(t, func() bool { return r.timerIsDueAt(t, newYear(2027)) })
		require.Equal(t, []told{{"2024-01-01", 1, false}, {"2025-01-01", 1, false}, {"2026-01-01", 1, false}}, r.told(t)[3:])

		for range 2 {
			require.NoError(t, r.deps.PlanNewYear(t.Context()))
			r.run(t, func() bool { return r.timerIsDueAt(t, newYear(2027)) })
		}
		require.Len(t, r.told(t), 6)
	})
}

func TestNewYearOfManyIsToldInParts(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.timers.Handle(api.YearsTimer, r.deps.TellNewYear)
		f := r.aFit(t)
		r.write(t, func(ctx context.Context, s store.Store) error {
			var list []domain.Assignment
			for range 401 {
				role := f.role
				role.ID = ids.New()
				if err := s.InsertRole(ctx, role); err != nil {
					return err
				}
				list = append(list, domain.Assignment{
					ID: ids.New(), EngagementID: f.engagement.ID, RoleID: role.ID, State: domain.Working, Start: date(t, "2022-01-01"),
					StateDate: date(t, "2022-01-01"), Version: 1, Created: now(), Updated: now(),
				})
			}
			return s.InsertAssignments(ctx, list)
		})
		require.NoError(t, r.deps.PlanNewYear(t.Context()))
		r.run(t, func() bool { return len(r.years(t)) == 401 })
		var timers int
		require.NoError(t, r.db.Read().QueryRow("SELECT COUNT(*) FROM timer WHERE kind = $1", api.YearsTimer).Scan(&timers))
		require.Equal(t, 1, timers, "for the next New Year")
	})
}

// correctBirth has somebody be born on another date.
func (r *rig) correctBirth(t testing.TB, p domain.Person, birth string) error {
	_, err := r.updatePerson(t, &volunteersv1.Person{Id: p.ID, BirthDate: proto.String(birth)})
	return err
}

func TestCorrectedBirthIsToldWhereTheAgeBandBecameAnother(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		r.propose(t, f.assignment(was("2021-03-01", "")))
		require.NoError(t, r.correctBirth(t, f.person, "1981-03-04"))
		require.Len(t, r.years(t), 2, "the band is the same")
		// 54 in March 2021, and 55 from New Year's Eve on.
		require.NoError(t, r.correctBirth(t, f.person, "1966-12-31"))
		require.Equal(t, []told{{"2022-01-01", 2, false}}, r.told(t)[2:])
		require.Equal(t, peoplev1.AgeBand_AGE_BAND_55_TO_64, r.years(t)[2].GetAgeBand())
	})
}

// A birth is opened before the transaction that tells of it. Where it is corrected between the two, what was opened is told
// nowhere.
func TestWhatIsToldIsTheBirthAsItWasCorrectedAtTheSameTime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		var requests []*volunteersv1.CreateAssignmentRequest
		for range 6 {
			other := f
			other.role = r.aRole(t, f.role.ProgrammeID)
			requests = append(requests, other.assignment(was("2022-03-01", "")))
		}
		ctx, births := r.records(t), []string{"1960-01-01", "2000-01-01", "1960-01-01"}
		for _, err := range together(len(requests)+len(births), func(i int) error {
			if i < len(requests) {
				return second(r.assignments.CreateAssignment(ctx, requests[i]))
			}
			return r.correctBirth(t, f.person, births[i-len(requests)])
		}) {
			require.NoError(t, err)
		}
		row, err := store.Reading(r.db.Read()).Person(t.Context(), f.person.ID)
		require.NoError(t, err)
		keys, err := r.deps.Privacy.Vault(events.Service).Keys(t.Context(), f.person.ID)
		require.NoError(t, err)
		is, err := person.Open(keys, f.person.ID, row.Sealed)
		require.NoError(t, err)
		band := person.AgeBand(is.Birth, date(t, "2022-03-01"))
		bands := map[string]peoplev1.AgeBand{}
		for _, y := range r.years(t) {
			bands[y.GetAssignmentId()] = y.GetAgeBand()
		}
		require.Len(t, bands, len(requests))
		for _, was := range bands {
			require.Equal(t, enums.Value[peoplev1.AgeBand](band), was)
		}
	})
}
