package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

func day(n int) civil.Date {
	return civil.Date{Year: 2020, Month: time.January, Day: 1}.AddDays(n)
}

func guidanceStates() []domain.GuidanceState {
	return []domain.GuidanceState{domain.Registered, domain.Active, domain.Paused, domain.Completed, domain.DroppedOut}
}

// stepTo answers a right step to a state.
func stepTo(to domain.GuidanceState, date civil.Date) *domain.GuidanceTransition {
	s := &domain.GuidanceTransition{To: to, Date: date}
	switch to {
	case domain.Completed:
		s.Destination = "paid_work"
	case domain.DroppedOut:
		s.DropOutReason = "moved"
	}
	return s
}

func TestGuidanceTakesTheStepsOfItsTableAndNoOther(t *testing.T) {
	may := map[domain.GuidanceState][]domain.GuidanceState{
		domain.Registered: {domain.Active, domain.DroppedOut},
		domain.Active:     {domain.Paused, domain.Completed, domain.DroppedOut},
		domain.Paused:     {domain.Active, domain.DroppedOut},
		domain.Completed:  nil,
		domain.DroppedOut: nil,
	}
	for _, from := range guidanceStates() {
		for _, to := range guidanceStates() {
			g := domain.Guidance{State: from, StateDate: day(1), Version: 1}
			err := g.Step(stepTo(to, day(2)), day(3))
			allowed := false
			for _, one := range may[from] {
				allowed = allowed || one == to
			}
			require.Equal(t, !allowed, fault.Is(err, "TRANSITION_NOT_ALLOWED"), "%s to %s: %v", from, to, err)
			require.Equal(t, allowed, err == nil)
		}
	}
}

func TestGuidanceStartsOnceAndEndsWithAWhy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, at := domain.Guidance{State: domain.Registered, StateDate: day(0), Version: 1}, 0
		var first civil.Date
		for range rapid.IntRange(0, 12).Draw(t, "steps") {
			next := g.State.Next()
			if len(next) == 0 {
				break
			}
			at += rapid.IntRange(0, 200).Draw(t, "days")
			to := rapid.SampledFrom(next).Draw(t, "to")
			require.NoError(t, g.Step(stepTo(to, day(at)), day(9_999)))
			if to == domain.Active && first.IsZero() {
				first = day(at)
			}
		}
		require.Equal(t, first, g.Start)
		require.Equal(t, g.State == domain.Completed, g.Destination != "")
		require.Equal(t, g.State == domain.DroppedOut, g.DropOutReason != "")
	})
}

// ran answers a trajectory of any course.
func ran(t *rapid.T) domain.Guidance {
	g := domain.Guidance{ID: "g", State: domain.Active, Start: day(rapid.IntRange(0, 2_000).Draw(t, "start"))}
	g.StateDate = g.Start
	if rapid.Bool().Draw(t, "ended") {
		g.State, g.Destination, g.StateDate = domain.Completed, "paid_work", g.Start.AddDays(rapid.IntRange(0, 1_000).Draw(t, "days"))
	}
	return g
}

func byYear(list []domain.GuidanceYear) map[int]domain.GuidanceYear {
	years := map[int]domain.GuidanceYear{}
	for _, y := range list {
		years[y.Year] = y
	}
	return years
}

func sameID() string { return "id" }

func TestGuidanceCountsInEachYearItRanAndEndsInOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, today := ran(t), day(3_000)
		last := today.Year
		if g.State.Ended() {
			last = g.StateDate.Year
		}
		told := g.RetellYears(today, &domain.Counted{Birth: person.Birth{Year: 1990}}, map[int]bool{2022: true}, nil, sameID)
		require.Len(t, told, last-g.Start.Year+1)
		for i, y := range told {
			require.Equal(t, g.Start.Year+i, y.Year)
			require.Equal(t, y.Year == 2022, y.Conversed)
			require.Equal(t, g.State.Ended() && y.Year == last, y.Ended)
			require.Equal(t, y.Ended, y.Destination != "")
		}
		require.Empty(t, g.RetellYears(today, nil, map[int]bool{2022: true}, byYear(told), sameID), "what was told is not told again")
		g.State, g.DropOutReason = domain.DroppedOut, domain.MadeByMistake
		for _, y := range g.RetellYears(today, nil, nil, byYear(told), sameID) {
			require.True(t, y.Withdrawn, "a mistake counts in no year")
		}
	})
}

func TestMeasureIsWholeOrEachLackIsTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := domain.OutcomeMeasure{
			Instrument: rapid.SampledFrom([]domain.OutcomeInstrument{domain.SelfSufficiencyMatrix, domain.PositiveHealth}).Draw(t, "instrument"),
		}
		scale := m.Instrument.Scale()
		m.Version = scale.Versions[0]
		want := 0
		for _, d := range scale.Dimensions {
			switch rapid.IntRange(0, 3).Draw(t, "lack") {
			case 0:
				want++ // none
				continue
			case 1:
				want++ // twice
				m.Scores = append(m.Scores, domain.OutcomeScore{Dimension: d, Score: scale.First})
				m.Scores = append(m.Scores, domain.OutcomeScore{Dimension: d, Score: scale.Last})
			case 2:
				want++ // off the scale
				off := rapid.SampledFrom([]int{scale.First - 1, scale.Last + 1}).Draw(t, "off")
				m.Scores = append(m.Scores, domain.OutcomeScore{Dimension: d, Score: off})
			default:
				m.Scores = append(m.Scores, domain.OutcomeScore{Dimension: d, Score: rapid.IntRange(scale.First, scale.Last).Draw(t, "score")})
			}
		}
		require.Len(t, m.CheckScores(), want)
	})
}
