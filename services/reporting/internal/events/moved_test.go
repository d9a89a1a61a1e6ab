package events_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestChangeOfAPlaceCountsItsFactsAnew(t *testing.T) {
	centre := activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE
	room := activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM
	becomes := func(version int64, kind activitiesv1.LocationKind, stadsdeel string) cloudevent.Event {
		return location("centre", func(m *activitiesv1.LocationSaved) {
			m.Version, m.Kind, m.Stadsdeel = version, kind, stadsdeel
		})
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), location("other"), programme("buurtcentra"), programme("buurtkamers"))
		r.tell(t, count("a", 10), count("b", 5))
		r.tell(t, count("c", 7, func(m *activitiesv1.HeadCountSaved) { m.LocationId = "other" }))
		r.tell(t, count("d", 3, func(m *activitiesv1.HeadCountSaved) { m.ProgrammeId = "buurtkamers" }))

		r.tell(t, becomes(2, centre, "stad"))
		require.Equal(t, []domain.Part{{Key: "haven", Value: 7}, {Key: "stad", Value: 15}},
			r.figure(t, "centre-visits").Stadsdelen)
		r.requireNoData(t, "buurtkamer-visits")

		r.tell(t, becomes(3, room, "stad"))
		r.requireValue(t, "centre-visits", 7)
		r.requireValue(t, "buurtkamer-visits", 3)
		r.requireValue(t, "buurtkamers", 1)

		r.tell(t, becomes(4, centre, "haven"))
		r.requireValue(t, "centre-visits", 22)
		r.requireNoData(t, "buurtkamer-visits")
	})
}

func TestChangeOfAProgrammeCountsAllFactsBelowItAnew(t *testing.T) {
	child := func(id, parent string, version int64) cloudevent.Event {
		return programme(id, func(m *activitiesv1.ProgrammeSaved) { m.ParentId, m.Version = parent, version })
	}
	under := func(id string) func(*activitiesv1.HeadCountSaved) {
		return func(m *activitiesv1.HeadCountSaved) { m.ProgrammeId = id }
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), programme("kinderwerk"))
		r.tell(t, child("middag", "buurtcentra", 1), child("koken", "middag", 1), child("bakken", "koken", 1))
		r.tell(t, count("a", 1, under("middag")), count("b", 10, under("koken")), count("c", 100, under("bakken")))
		r.requireValue(t, "centre-visits", 111)

		r.tell(t, child("middag", "kinderwerk", 2))
		r.requireNoData(t, "centre-visits")
		r.requireValue(t, "children-visits", 111)

		// A part leaves in the batch in which what it was part of comes back.
		require.NoError(t, r.try(child("koken", "", 2), child("middag", "buurtcentra", 3)))
		r.requireValue(t, "centre-visits", 1)
		r.requireNoData(t, "children-visits")

		// Parents that go round in a circle count nowhere, until the circle is broken.
		r.tell(t, child("koken", "bakken", 3))
		r.tell(t, child("koken", "middag", 4))
		r.requireValue(t, "centre-visits", 111)
	})
}

func TestFactUnderAPlaceAndAProgrammeThatBothChangeIsCountedOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("inloop"))
		r.tell(t, count("a", 10, func(m *activitiesv1.HeadCountSaved) { m.ProgrammeId = "inloop" }))
		require.NoError(t, r.try(
			programme("inloop", func(m *activitiesv1.ProgrammeSaved) { m.Version, m.Code = 2, "buurtcentra" }),
			location("centre", func(m *activitiesv1.LocationSaved) { m.Version, m.Stadsdeel = 2, "stad" }),
			count("a", 12, version(2), func(m *activitiesv1.HeadCountSaved) { m.ProgrammeId = "inloop" }),
		))
		f := r.figure(t, "centre-visits")
		require.EqualValues(t, 12, f.Value)
		require.Equal(t, []domain.Part{{Key: "stad", Value: 12}}, f.Stadsdelen)
	})
}
