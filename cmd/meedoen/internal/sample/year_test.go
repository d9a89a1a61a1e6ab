package sample_test

import (
	"math"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	"github.com/deschoor/meedoen/platform/civil"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/stretchr/testify/require"
)

// years are made once for all tests, which only read them.
var years = sync.OnceValue(func() map[uint64]sample.Year {
	made := map[uint64]sample.Year{}
	for _, seed := range []uint64{0, 1, 2022, 987_654_321, math.MaxUint64} {
		made[seed] = sample.Generate(seed)
	}
	return made
})

// everySeed runs a rule over the years of several seeds.
func everySeed(t *testing.T, rule func(t *testing.T, y sample.Year)) {
	for seed, y := range years() {
		t.Run("seed "+strconv.FormatUint(seed, 10), func(t *testing.T) { rule(t, y) })
	}
}

// corrected answers the counts that hold once every correction is honoured.
func corrected(y sample.Year) []sample.HeadCount {
	counts := slices.Clone(y.HeadCounts)
	gone := map[string]bool{}
	for _, c := range y.Corrections {
		counts[c.HeadCount].Count = c.Count
		if c.Withdrawn {
			gone[counts[c.HeadCount].RequestID] = true
		}
	}
	return slices.DeleteFunc(counts, func(c sample.HeadCount) bool { return gone[c.RequestID] })
}

func locationsOf(y sample.Year) map[string]sample.Location {
	byName := map[string]sample.Location{}
	for _, l := range y.Locations {
		byName[l.Name] = l
	}
	return byName
}

func total(counts []sample.HeadCount, programmes ...string) int {
	sum := 0
	for _, c := range counts {
		if slices.Contains(programmes, c.Programme) {
			sum += int(c.Count)
		}
	}
	return sum
}

func childrensWork() []string {
	return []string{
		"brede-scholen", "kinderwerk-wijk", "dagarrangementen",
		"jeugdlanden", "speelhaven", "droomspeelbus", "schatkisten",
	}
}

func TestCorrectedCountsMakeThePublishedTotals(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		counts := corrected(y)
		require.Equal(t, 582_484, total(counts, "buurtcentra"))
		require.Equal(t, 33_669, total(counts, "buurtkamers"))
		require.Equal(t, 152_318, total(counts, childrensWork()...))
		require.Equal(t, 23_871, total(counts, "buurtsportcoaches"))
		require.Equal(t, 700, total(counts, "almereplusbeurs"))
	})
}

func TestTotalsAreWrongUntilCorrectionsAreHonoured(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		require.NotEqual(t, 582_484, total(y.HeadCounts, "buurtcentra"))
		require.NotEqual(t, 152_318, total(y.HeadCounts, childrensWork()...))
		require.NotEqual(t, 33_669, total(y.HeadCounts, "buurtkamers"))
		require.NotEqual(t, 23_871, total(y.HeadCounts, "buurtsportcoaches"))

		share := float64(len(y.Corrections)) / float64(len(y.HeadCounts))
		require.InDelta(t, 0.01, share, 0.004)
	})
}

func TestProgrammesAreCountedAtAsManyPlacesAsPublished(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		locations := locationsOf(y)
		places := func(counts []sample.HeadCount, programme string) map[string]activitiesv1.LocationKind {
			found := map[string]activitiesv1.LocationKind{}
			for _, c := range counts {
				if c.Programme == programme {
					found[c.Location] = locations[c.Location].Kind
				}
			}
			return found
		}
		require.Len(t, places(corrected(y), "oki"), 7)
		require.Len(t, places(y.HeadCounts, "oki"), 8, "one place was booked by mistake")
		require.Len(t, places(corrected(y), "almereplusbeurs"), 1)

		centres := places(corrected(y), "buurtcentra")
		require.Len(t, centres, 18)
		require.Equal(t, activitiesv1.LocationKind_LOCATION_KIND_CULTURAL_CENTRE, centres["De Glasbak"])
		rooms := places(corrected(y), "buurtkamers")
		require.Len(t, rooms, 9)
		for _, kind := range rooms {
			require.Equal(t, activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM, kind)
		}
	})
}

func TestSportServesThreeDistricts(t *testing.T) {
	everySeed(t, func(t *testing.T, y sample.Year) {
		locations := locationsOf(y)
		districts := func(counts []sample.HeadCount) map[string]bool {
			found := map[string]bool{}
			for _, c := range counts {
				if c.Programme == "buurtsportcoaches" {
					found[stadsdeel(t, locations[c.Location].Wijk)] = true
				}
			}
			return found
		}
		require.Len(t, districts(corrected(y)), 3)
		require.Len(t, districts(y.HeadCounts), 4, "a fourth was booked by mistake")
	})
}

func TestAsManyPlacesAreActiveIn2022AsPublished(t *testing.T) {
	first := civil.Date{Year: 2022, Month: time.January, Day: 1}
	last := civil.Date{Year: 2022, Month: time.December, Day: 31}
	everySeed(t, func(t *testing.T, y sample.Year) {
		active, all := map[activitiesv1.LocationKind]int{}, map[activitiesv1.LocationKind]int{}
		for _, l := range y.Locations {
			all[l.Kind]++
			if !l.Opening.After(last) && (l.Closing.IsZero() || !l.Closing.Before(first)) {
				active[l.Kind]++
			}
		}
		require.Equal(t, 17, active[activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE])
		require.Equal(t, 18, all[activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE], "one had closed")
		require.Equal(t, 9, active[activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM])
		require.Equal(t, 10, all[activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM], "one was yet to open")
		require.Equal(t, 2, active[activitiesv1.LocationKind_LOCATION_KIND_PARTICIPATION_FACTORY])
	})
}

// stadsdeel answers the city district of a wijk of 2022 and refuses codes that are none.
func stadsdeel(t *testing.T, wijk string) string {
	t.Helper()
	require.Regexp(t, "^WK0034[0-9]{2}$", wijk)
	n, err := strconv.Atoi(wijk[6:])
	require.NoError(t, err)
	require.NotContains(t, []int{12, 13, 33, 54, 55, 67, 68, 69, 70, 78, 80, 81, 82, 83, 84}, n, "no such wijk")
	switch {
	case 1 <= n && n <= 16:
		return "haven"
	case 17 <= n && n <= 40:
		return "stad"
	case 41 <= n && n <= 59:
		return "buiten"
	case 60 <= n && n <= 74:
		return "poort"
	case 75 <= n && n <= 85:
		return "hout"
	}
	require.Fail(t, "no such wijk", wijk)
	return ""
}
