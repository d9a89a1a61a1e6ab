package gateway_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const (
	offerID = "0197a1c2-7a4b-7000-8000-0000000000f1"
	placeID = "0197a1c2-7a4b-7000-8000-0000000000f2"
)

func place() *activitiesv1.OfferPlace {
	return &activitiesv1.OfferPlace{
		LocationId: placeID, DisplayName: "De Schoor aan de Haven", Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE,
		WijkCode: "WK003401", WijkYear: 2026, Stadsdeel: "haven", RoomDisplayName: "Zaal 2",
		Accessibility: []activitiesv1.RoomAccessibility{
			activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_WHEELCHAIR,
			activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_HEARING_LOOP,
		},
	}
}

// offered answers an offer, changed by change.
func offered(change ...func(*activitiesv1.Offer)) *activitiesv1.Offer {
	o := &activitiesv1.Offer{
		Id: offerID, DisplayName: "Koffie; thee, en \\ meer", MinAge: proto.Int32(55), PriceCents: 150, RegistrationRequired: true,
		Description: "Iedereen is welkom, ook zonder ervaring.\nNeem een ñandú mee: ☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕\r\nTot dan!\x00",
		Place:       place(),
		Programme: &activitiesv1.OfferProgramme{
			Code: "inloop", DisplayName: "Inloop in de buurt", Theme: activitiesv1.Theme_THEME_MEETING,
			ThemeDisplayName: "Ontmoeting en verbinding",
		},
		Schedule: &activitiesv1.OfferSchedule{
			StartDate: "2026-03-03", TimeOfDay: "14:00", DurationMinutes: 90, RecurrenceRule: "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260930",
		},
		UpdateTime: timestamppb.New(time.Date(2026, 2, 1, 10, 0, 0, 0, time.UTC)),
	}
	for _, c := range change {
		c(o)
	}
	return o
}

func zone(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	return zone
}

// sessionAt answers a session that starts at a local time and lasts so many minutes.
func sessionAt(t testing.TB, id, local string, minutes int) *activitiesv1.OfferSession {
	t.Helper()
	start, err := time.ParseInLocation("2006-01-02 15:04", local, zone(t))
	require.NoError(t, err)
	return &activitiesv1.OfferSession{
		Id: id, OfferId: offerID, Date: local[:10], TimeOfDay: local[11:], StartTime: timestamppb.New(start),
		EndTime: timestamppb.New(start.Add(time.Duration(minutes) * time.Minute)), Place: place(), Revision: 1,
		UpdateTime: timestamppb.New(time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)),
	}
}
