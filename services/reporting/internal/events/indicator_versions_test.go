package events_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// parted answers a catalogue in which children-visits counts by another measure from 2023 on.
func parted(t testing.TB, measure string) *domain.Catalogue {
	t.Helper()
	filter := "    filter: " + forChildren + "\n"
	const next = "  - id: youth-persons\n"
	return account(t, filter, filter+"    to_year: 2022\n", next, `  - id: children-visits
    theme: kansrijk_opgroeien
    programme: Kinderwerk
    label: dagdelen
    definition: Anders geteld.
    responsible: team kinderwerk
    unit: visits
    service: activities
    measure: `+measure+`
    filter: `+forChildren+`
    from_year: 2023

`+next)
}

const (
	countsFacts  = "{kind: count, facts: [head_count]}"
	countsPlaces = "{kind: distinct, of: location, facts: [head_count]}"
)

// children answers a head count of children's work in a year.
func children(id string, n int32, year int, change ...func(*activitiesv1.HeadCountSaved)) cloudevent.Event {
	return count(id, n, append(change, func(m *activitiesv1.HeadCountSaved) {
		m.ProgrammeId, m.Date = "kinderwerk", fmt.Sprintf("%d-03-15", year)
	})...)
}

// inYear answers the figure of children-visits in a year.
func (r *rig) inYear(t require.TestingT, year int) domain.Figure {
	list, err := r.Catalogue.Figures(year, r.counted(t, year), nil)
	require.NoError(t, err)
	for _, f := range list {
		if f.Indicator.ID == "children-visits" {
			return f
		}
	}
	return domain.Figure{}
}

func (r *rig) requireYears(t *testing.T, in2022, in2023 int64) {
	t.Helper()
	require.Equal(t, []int64{in2022, in2023}, []int64{r.inYear(t, 2022).Value, r.inYear(t, 2023).Value})
}

// recounting says of 2022 and 2023 whether the figure is being counted anew.
func (r *rig) recounting(t *testing.T) [2]bool {
	t.Helper()
	return [2]bool{r.inYear(t, 2022).Recounting, r.inYear(t, 2023).Recounting}
}

// start lets an instance begin with a catalogue.
func (r *rig) start(t *testing.T, c *domain.Catalogue) {
	t.Helper()
	r.Catalogue = c
	r.prepare(t)
}

// until takes steps until nothing is counted anew, and has check hold after each.
func (r *rig) until(t *testing.T, check func()) {
	t.Helper()
	for r.recounting(t) != [2]bool{} {
		check()
		r.requireEveryFactOnce(t)
		require.True(t, r.step(t, 2))
	}
}

// changes answers what the live countings of children-visits made different, by year.
func (r *rig) changes(t *testing.T) (list []string) {
	t.Helper()
	for _, c := range r.counted(t, 2022).Countings {
		if c.Indicator != "children-visits" {
			continue
		}
		found, err := store.Reading(r.db.Read()).Changes(context.Background(), c)
		require.NoError(t, err)
		for _, one := range found {
			text := fmt.Sprint(one.Year, ":")
			for _, value := range []*int64{one.Before, one.After} {
				if value == nil {
					text += " none"
				} else {
					text += fmt.Sprint(" ", *value)
				}
			}
			list = append(list, text)
		}
	}
	return list
}

func TestYearsOfAnIndicatorThatIsPartedChangeAtOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("kinderwerk"))
		for n := range int32(5) {
			r.tell(t, children(fmt.Sprint("a", n), 10, 2022), children(fmt.Sprint("b", n), 10, 2023))
		}
		r.requireYears(t, 50, 50)
		before := r.inYear(t, 2022)

		// The figure that stands stands for both years until both new ones are counted.
		r.start(t, parted(t, countsFacts))
		n := int64(0)
		r.until(t, func() {
			require.Equal(t, [2]bool{true, true}, r.recounting(t))
			r.requireYears(t, 50+n, 50+n)
			n++
			r.tell(t, children(fmt.Sprint("c", n), 1, 2022), children(fmt.Sprint("A", n), 1, 2023))
		})
		r.requireYears(t, 50+n, 5+n)
		require.Equal(t, before.Indicator.Label, r.inYear(t, 2022).Indicator.Label)
		require.Equal(t, "dagdelen", r.inYear(t, 2023).Indicator.Label)
		require.Equal(t, []string{fmt.Sprintf("2023: %d %d", 50+n, 5+n)}, r.changes(t))

		// The later one changes; the earlier is not touched.
		first := r.live(t, "children-visits")
		r.start(t, parted(t, countsPlaces))
		require.Equal(t, [2]bool{false, true}, r.recounting(t))
		r.until(t, func() { r.requireYears(t, 50+n, 5+n) })
		r.requireYears(t, 50+n, 1)
		require.Equal(t, first, r.live(t, "children-visits"))

		// And they become one again.
		r.start(t, account(t))
		require.Equal(t, [2]bool{true, true}, r.recounting(t))
		r.until(t, func() { r.requireYears(t, 50+n, 1) })
		r.requireYears(t, 50+n, 50+n)
		require.Equal(t, []string{fmt.Sprintf("2023: 1 %d", 50+n)}, r.changes(t))
		r.countAnew(t)
		r.requireEveryFactOnce(t)
	})
}

func TestVersionThatNobodyWantsAnyMoreEndsAtOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("kinderwerk"))
		r.start(t, parted(t, countsFacts))
		r.tell(t, children("a", 10, 2022), children("b", 10, 2023))
		r.countAnew(t)
		r.requireYears(t, 10, 1)
		first := r.live(t, "children-visits")

		filter := "    filter: " + forChildren + "\n"
		r.start(t, account(t, filter, filter+"    to_year: 2022\n"))
		require.Equal(t, [2]bool{}, r.recounting(t), "what counts 2022 goes on")
		require.Equal(t, first, r.live(t, "children-visits"))
		require.Empty(t, r.inYear(t, 2023).Indicator.ID)
		r.countAnew(t)
		r.requireYears(t, 10, 0)
		r.requireEveryFactOnce(t)

		// It comes back, and is counted from nothing.
		r.start(t, parted(t, countsFacts))
		require.Equal(t, domain.BeingCounted, r.inYear(t, 2023).Status)
		require.Equal(t, domain.Recorded, r.inYear(t, 2022).Status)
		r.countAnew(t)
		r.requireYears(t, 10, 1)
	})
}

func TestRebuildCountsEachVersionAnew(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("kinderwerk"))
		r.start(t, parted(t, countsFacts))
		r.tell(t, children("a", 10, 2022), children("b", 10, 2023))
		r.countAnew(t)
		r.rebuild(t, "children-visits")
		require.Equal(t, [2]bool{true, true}, r.recounting(t))
		r.until(t, func() { r.requireYears(t, 10, 1) })
		r.requireYears(t, 10, 1)
		require.Empty(t, r.changes(t))

		// What is being counted anew already is followed: there is one of each year.
		r.start(t, parted(t, countsPlaces))
		r.rebuild(t, "children-visits")
		building := 0
		for _, c := range r.counted(t, 2022).Countings {
			if c.State == domain.Building {
				building++
			}
		}
		require.Equal(t, 2, building)
		r.countAnew(t)
		r.requireYears(t, 10, 1)
		r.requireEveryFactOnce(t)
	})
}
