package sample_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	"github.com/deschoor/meedoen/platform/civil"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// worker is an assignment of the sample with what it refers to.
type worker struct {
	sample.Assignment
	helper sample.Helper
	kind   volunteersv1.EngagementKind
	role   sample.Role
}

func workersOf(y sample.Year) map[string]worker {
	helpers, engagements, roles := map[string]sample.Helper{}, map[string]sample.Engagement{}, map[string]sample.Role{}
	for _, h := range y.Helpers {
		helpers[h.RequestID] = h
	}
	for _, e := range y.Engagements {
		engagements[e.RequestID] = e
	}
	for _, r := range y.Roles {
		roles[r.RequestID] = r
	}
	list := map[string]worker{}
	for _, a := range y.Assignments {
		e := engagements[a.Engagement]
		list[a.RequestID] = worker{a, helpers[e.Helper], e.Kind, roles[a.Role]}
	}
	return list
}

// inTheYear says whether somebody worked on at least one day of the year.
func (w worker) inTheYear() bool {
	began := w.State == volunteersv1.AssignmentState_ASSIGNMENT_STATE_ACTIVE ||
		w.State == volunteersv1.AssignmentState_ASSIGNMENT_STATE_ENDED
	return began && w.Start.Year <= 2022 && (w.End.IsZero() || w.End.Year >= 2022)
}

// TestHelpersMakeEveryFigureOfTheService counts them once more, as somebody would with paper and pencil.
func TestHelpersMakeEveryFigureOfTheService(t *testing.T) {
	const volunteer = volunteersv1.EngagementKind_ENGAGEMENT_KIND_VOLUNTEER
	everySeed(t, func(t *testing.T, y sample.Year) {
		counted := map[string]map[string]bool{
			"mediation-volunteers": {}, "taal-volunteers": {}, "stage-volunteers": {}, "stage-interns": {},
		}
		for _, w := range workersOf(y) {
			who := w.helper.RequestID
			switch {
			case !w.inTheYear():
			case w.role.Programme == "buurtbemiddeling" && w.kind == volunteer:
				counted["mediation-volunteers"][who] = true
			case w.role.Programme == "taal-in-de-wijk" && w.role.Code == "docent" && w.kind == volunteer:
				counted["taal-volunteers"][who] = true
			case w.role.Programme == "poppodium-de-meester" && w.kind != volunteer:
				counted["stage-interns"][who] = true
			case w.role.Programme == "poppodium-de-meester" && w.helper.BirthDate.Year >= 2022-26:
				counted["stage-volunteers"][who] = true
			}
		}
		for _, f := range sample.Published() {
			if f.Service == "volunteers" {
				require.True(t, f.Agrees(len(counted[f.Indicator])), "%s is %d", f.Indicator, len(counted[f.Indicator]))
			}
		}
	})
}

func TestHoursAreWithinTheirAssignmentAndTheYear(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		workers := workersOf(y)
		byDay := map[string]map[civil.Date]int32{}
		for _, h := range y.Hours {
			w := workers[h.Assignment]
			require.True(t, w.inTheYear())
			require.Equal(t, 2022, h.Date.Year)
			require.False(t, h.Date.Before(w.Start), h.RequestID)
			require.True(t, w.End.IsZero() || !h.Date.After(w.End), h.RequestID)
			if byDay[w.helper.RequestID] == nil {
				byDay[w.helper.RequestID] = map[civil.Date]int32{}
			}
			byDay[w.helper.RequestID][h.Date] += h.Minutes
			require.LessOrEqual(t, byDay[w.helper.RequestID][h.Date], int32(24*60))
		}
		require.InDelta(t, 7_500, len(y.Hours), 1_500)
	})
}

func TestNobodyHelpsBeforeSixteen(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		for _, w := range workersOf(y) {
			sixteen := w.helper.BirthDate
			sixteen.Year += 16
			if sixteen.Month == time.February && sixteen.Day == 29 {
				sixteen.Month, sixteen.Day = time.March, 1
			}
			require.False(t, w.Start.Before(sixteen), "%s of %s", w.helper.BirthDate, w.Start)
		}
	})
}
