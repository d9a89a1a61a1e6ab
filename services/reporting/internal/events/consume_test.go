package events_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestHeadCountWaitsForItsPlaceAndItsProgramme(t *testing.T) {
	place, programme := location("centre"), programme("buurtcentra")
	orders := map[string][]cloudevent.Event{
		"the place last":     {count("a", 12), programme, place},
		"the programme last": {count("a", 12), place, programme},
		"the count last":     {place, programme, count("a", 12)},
		"the count between":  {programme, count("a", 12), place},
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		for name, order := range orders {
			t.Run(name, func(t *testing.T) {
				r := newRig(t, engine)
				r.tell(t, order[:2]...)
				r.requireNoData(t, "centre-visits")
				r.tell(t, order[2])
				r.requireValue(t, "centre-visits", 12)
			})
		}
		t.Run("all in one batch", func(t *testing.T) {
			r := newRig(t, engine)
			require.NoError(t, r.try(count("a", 12), count("b", 3), programme, place))
			r.requireValue(t, "centre-visits", 15)
		})
	})
}

func TestHeadCountWaitsForEveryProgrammeAboveItsOwn(t *testing.T) {
	under := func(parent string) func(*activitiesv1.ProgrammeSaved) {
		return func(m *activitiesv1.ProgrammeSaved) { m.ParentId = parent }
	}
	koken := func(m *activitiesv1.HeadCountSaved) { m.ProgrammeId = "koken" }
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), count("a", 12, koken), programme("koken", under("inloop")))
		r.tell(t, programme("buurtcentra"))
		r.requireNoData(t, "centre-visits")
		r.tell(t, programme("inloop", under("buurtcentra")))
		r.requireValue(t, "centre-visits", 12)
	})
}

// steps are told one after the other; the figure follows each by exactly what it changed.
func TestEveryChangeOfACountChangesItsFigureByThatMuch(t *testing.T) {
	april := func(m *activitiesv1.HeadCountSaved) { m.Date = "2022-04-01" }
	room := func(m *activitiesv1.HeadCountSaved) { m.LocationId, m.ProgrammeId = "room", "buurtkamers" }
	nextYear := func(m *activitiesv1.HeadCountSaved) { m.Date = "2023-03-15" }
	steps := []struct {
		name          string
		told          cloudevent.Event
		centres       int64
		march, april  int64
		neighbourhood int64
	}{
		{"one more count", count("b", 5), 105, 105, 0, 0},
		{"a correction upwards", count("a", 130, version(2)), 135, 135, 0, 0},
		{"a correction downwards", count("b", 1, version(2)), 131, 131, 0, 0},
		{"of nobody", count("b", 0, version(3)), 130, 130, 0, 0},
		{"another month", count("b", 7, version(4), april), 137, 130, 7, 0},
		{"another place and programme", count("a", 130, version(3), room), 7, 0, 7, 130},
		{"and back", count("a", 130, version(4)), 137, 130, 7, 0},
		{"a withdrawal", count("a", 130, version(5), withdrawn), 7, 0, 7, 0},
		{"a withdrawal withdrawn", count("a", 60, version(6)), 67, 60, 7, 0},
		{"another year", count("a", 60, version(7), nextYear), 7, 0, 7, 0},
		{"the last count of the year withdrawn", count("b", 7, version(5), withdrawn), 0, 0, 0, 0},
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), location("room", kind(activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM)))
		r.tell(t, programme("buurtcentra"), programme("buurtkamers"), count("a", 100))
		for _, s := range steps {
			r.tell(t, s.told)
			f := r.figure(t, "centre-visits")
			require.Equal(t, s.centres, f.Value, s.name)
			require.Equal(t, [2]int64{s.march, s.april}, [2]int64(f.Months[2:4]), s.name)
			require.Equal(t, s.neighbourhood, r.figure(t, "buurtkamer-visits").Value, s.name)
		}
		r.requireNoData(t, "centre-visits")
	})
}

func TestCountOfNobodyIsAFigureOfZeroAndNotTheAbsenceOfOne(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 0))
		r.requireValue(t, "centre-visits", 0)
		r.tell(t, count("a", 0, version(2), withdrawn))
		r.requireNoData(t, "centre-visits")
	})
}

func TestDuplicatesAndOldVersionsChangeNothing(t *testing.T) {
	old := []cloudevent.Event{
		location("centre"), programme("buurtcentra"), count("a", 1), count("a", 50, version(2)), count("b", 4, withdrawn),
	}
	newest := []cloudevent.Event{
		location("centre", func(m *activitiesv1.LocationSaved) { m.Version, m.Stadsdeel = 2, "stad" }),
		programme("buurtcentra", func(m *activitiesv1.ProgrammeSaved) { m.Version = 3 }),
		count("a", 20, version(3)),
		count("b", 4, version(2)),
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, newest...)
		want := r.cells(t)
		r.requireValue(t, "centre-visits", 24)

		r.tell(t, old...)
		r.tell(t, newest...)
		require.NoError(t, r.try(append(append(old, newest...), old...)...))
		require.Equal(t, want, r.cells(t))
		require.Equal(t, []domain.Part{{Key: "stad", Value: 24}}, r.figure(t, "centre-visits").Stadsdelen)
	})
}

func TestSameVersionWithOtherContentChangesNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 9))
		want := r.cells(t)
		r.tell(t, location("centre", func(m *activitiesv1.LocationSaved) { m.Stadsdeel = "stad" }))
		r.tell(t, programme("buurtcentra", func(m *activitiesv1.ProgrammeSaved) { m.Code = "kinderwerk" }))
		r.tell(t, count("a", 11))
		require.Equal(t, want, r.cells(t))
		r.rebuild(t)
		r.countAnew(t)
		require.Equal(t, want, r.cells(t), "nor what is kept")
	})
}

func TestOfSeveralVersionsInOneBatchTheHighestHolds(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 9))
		require.NoError(t, r.try(count("a", 11, version(3)), count("a", 500, version(2)), count("a", 11, version(3))))
		r.requireValue(t, "centre-visits", 11)
	})
}

func kind(k activitiesv1.LocationKind) func(*activitiesv1.LocationSaved) {
	return func(m *activitiesv1.LocationSaved) { m.Kind = k }
}
