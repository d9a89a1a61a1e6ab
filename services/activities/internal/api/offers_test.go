package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// The callers of these tests have no token.

func (r *rig) listOffers(t testing.TB, req *activitiesv1.ListOffersRequest) *activitiesv1.ListOffersResponse {
	t.Helper()
	answer, err := r.offers.ListOffers(t.Context(), req)
	require.NoError(t, err)
	return answer
}

func (r *rig) listOfferSessions(
	t testing.TB, req *activitiesv1.ListOfferSessionsRequest,
) *activitiesv1.ListOfferSessionsResponse {
	t.Helper()
	answer, err := r.offers.ListOfferSessions(t.Context(), req)
	require.NoError(t, err)
	return answer
}

func namesOf(offers []*activitiesv1.Offer) (names []string) {
	for _, o := range offers {
		names = append(names, o.GetDisplayName())
	}
	return names
}

func timesOf(sessions []*activitiesv1.OfferSession) (list []string) {
	for _, s := range sessions {
		line := s.GetDate() + " " + s.GetTimeOfDay()
		if s.GetCancelled() {
			line += " cancelled"
		}
		list = append(list, line)
	}
	return list
}

func named(name string) func(*activitiesv1.Activity) {
	return func(a *activitiesv1.Activity) { a.DisplayName = name }
}

func onlyIn(from, to int32) func(*activitiesv1.Activity) {
	return func(a *activitiesv1.Activity) { a.MinAge, a.MaxAge = proto.Int32(from), proto.Int32(to) }
}

func TestOfferIsWhatEverybodyMaySeeOfAPublishedActivity(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		hall, err := r.rooms.CreateRoom(r.staff(t), &activitiesv1.CreateRoomRequest{Room: &activitiesv1.Room{
			LocationId: v.location, DisplayName: "Zaal 2", Capacity: 30, FirstDate: "2020-01-01",
			Accessibility: []activitiesv1.RoomAccessibility{activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_LIFT},
		}})
		require.NoError(t, err)
		a := r.addPublished(t, v, func(a *activitiesv1.Activity) { a.RoomId = hall.GetId() })
		_, err = r.cancel(t, r.agenda(t, a.GetId())[1].GetId())
		require.NoError(t, err)
		o, err := r.offers.GetOffer(t.Context(), &activitiesv1.GetOfferRequest{Id: a.GetId()})
		require.NoError(t, err)
		require.Equal(t, []string{
			"2022-06-16 14:00", "2022-06-21 14:00 cancelled", "2022-06-28 14:00", "2022-06-30 14:00", "2022-07-05 14:00",
		}, timesOf(o.GetNextSessions()))
		next := o.GetNextSessions()[1]
		require.Equal(t, a.GetId(), next.GetOfferId())
		require.EqualValues(t, 2, next.GetRevision())
		require.Equal(t, v.location, next.GetPlace().GetLocationId())
		require.Equal(t, "Zaal 2", next.GetPlace().GetRoomDisplayName())
		require.Equal(t, a.GetUpdateTime().AsTime(), o.GetUpdateTime().AsTime())
		o.NextSessions, o.UpdateTime = nil, nil
		want := &activitiesv1.Offer{
			Id: a.GetId(), DisplayName: "Koffie in de buurt", Description: "Iedereen is welkom.",
			TargetGroups: []activitiesv1.TargetGroup{activitiesv1.TargetGroup_TARGET_GROUP_SENIORS}, MinAge: proto.Int32(55),
			Capacity: proto.Int32(12), PriceCents: 150, Place: &activitiesv1.OfferPlace{
				LocationId: v.location, DisplayName: "De Schoor aan de Haven",
				Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
				RoomDisplayName: "Zaal 2", Accessibility: []activitiesv1.RoomAccessibility{
					activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_LIFT,
				},
			},
			Programme: &activitiesv1.OfferProgramme{
				Code: "inloop", DisplayName: "Inloop in de buurt", Theme: activitiesv1.Theme_THEME_MEETING,
				ThemeDisplayName: "Ontmoeting en verbinding",
			},
			Schedule: &activitiesv1.OfferSchedule{
				StartDate: "2022-05-03", TimeOfDay: "14:00", DurationMinutes: 90,
				RecurrenceRule: "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20220930", Exceptions: []string{"2022-06-23"},
			},
		}
		require.Equal(t, protojson.Format(want), protojson.Format(o))
	})
}

// TestNothingButWhatIsPublishedIsEverAnswered holds every answer against that of a service that has only the one
// published activity.
func TestNothingButWhatIsPublishedIsEverAnswered(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		shown := r.addPublished(t, v, named("Te zien"))
		before := r.everythingOpen(t)
		draft := r.addActivity(t, v, named("Concept"))
		ended := r.addPublished(t, v, named("Beëindigd"))
		session := r.agenda(t, ended.GetId())[0]
		_, err := r.end(t, ended.GetId())
		require.NoError(t, err)
		never := r.addActivity(t, v, named("Nooit aangeboden"))
		_, err = r.end(t, never.GetId())
		require.NoError(t, err)
		r.addSession(t, ended.GetId(), at("2022-06-13", "10:00"), isHeld)

		require.Equal(t, before, r.everythingOpen(t), "lists, counts, page tokens")
		for _, id := range []string{draft.GetId(), ended.GetId(), never.GetId(), session.GetId(), ids.New()} {
			_, err := r.offers.GetOffer(t.Context(), &activitiesv1.GetOfferRequest{Id: id})
			refusal{code: codes.NotFound, reason: "OFFER_NOT_FOUND"}.require(t, err)
			answer := r.listOfferSessions(t, &activitiesv1.ListOfferSessionsRequest{OfferId: id, FromDate: "2020-01-01"})
			require.Empty(t, answer.GetSessions())
			require.Empty(t, answer.GetOffers())
		}
		all := r.listOffers(t, &activitiesv1.ListOffersRequest{})
		require.Equal(t, shown.GetId(), all.GetOffers()[0].GetId())
		require.EqualValues(t, 1, all.GetTotalSize())
	})
}

// everythingOpen answers what everybody can read, as text.
func (r *rig) everythingOpen(t testing.TB) (all []string) {
	t.Helper()
	for _, size := range []int32{0, 1} {
		offers := r.listOffers(t, &activitiesv1.ListOffersRequest{PageSize: size, FromDate: "2020-01-01"})
		sessions := r.listOfferSessions(t, &activitiesv1.ListOfferSessionsRequest{PageSize: size, FromDate: "2020-01-01"})
		for _, m := range []proto.Message{offers, sessions} {
			data, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
			require.NoError(t, err)
			all = append(all, string(data))
		}
	}
	return all
}

// TestOfferTellsNothingOfPeople reads every answer and looks for who recorded what.
func TestOfferTellsNothingOfPeople(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		a := r.addPublished(t, v)
		_, err := r.cancel(t, r.agenda(t, a.GetId())[0].GetId())
		require.NoError(t, err)
		for _, text := range r.everythingOpen(t) {
			require.NotContains(t, text, staffSubject)
		}
	})
}

func TestOffersAreNarrowed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		haven := r.addVisit(t)
		below := r.addProgramme(t, "taalcafe", func(p *activitiesv1.Programme) { p.ParentId = haven.programme })
		other := r.addProgramme(t, "sport", func(p *activitiesv1.Programme) { p.Theme = activitiesv1.Theme_THEME_HEALTH })
		elsewhere := r.addLocation(t, func(l *activitiesv1.Location) { l.WijkCode = "WK003402" })
		r.addPublished(t, haven, named("koffie"))
		r.addPublished(t, visit{haven.location, below.GetId()}, named("taal"), onlyIn(12, 18))
		r.addPublished(t, visit{elsewhere.GetId(), other.GetId()}, named("sport"), onlyIn(4, 12), once,
			func(a *activitiesv1.Activity) { a.StartDate = "2022-07-01" })
		for name, test := range map[string]struct {
			req  *activitiesv1.ListOffersRequest
			want []string
		}{
			"all":                        {&activitiesv1.ListOffersRequest{}, []string{"koffie", "taal", "sport"}},
			"wijk":                       {&activitiesv1.ListOffersRequest{WijkCode: "WK003402"}, []string{"sport"}},
			"theme":                      {&activitiesv1.ListOffersRequest{Theme: activitiesv1.Theme_THEME_MEETING}, []string{"koffie", "taal"}},
			"programme and all below it": {&activitiesv1.ListOffersRequest{ProgrammeCode: "inloop"}, []string{"koffie", "taal"}},
			"programme below":            {&activitiesv1.ListOffersRequest{ProgrammeCode: "taalcafe"}, []string{"taal"}},
			"unknown programme":          {&activitiesv1.ListOffersRequest{ProgrammeCode: "nergens"}, nil},
			"place":                      {&activitiesv1.ListOffersRequest{LocationId: elsewhere.GetId()}, []string{"sport"}},
			"age 11":                     {&activitiesv1.ListOffersRequest{Age: proto.Int32(11)}, []string{"sport"}},
			"age 12 fits both":           {&activitiesv1.ListOffersRequest{Age: proto.Int32(12)}, []string{"taal", "sport"}},
			"age 0":                      {&activitiesv1.ListOffersRequest{Age: proto.Int32(0)}, nil},
			"no oldest age":              {&activitiesv1.ListOffersRequest{Age: proto.Int32(99)}, []string{"koffie"}},
			"on a day":                   {&activitiesv1.ListOffersRequest{FromDate: "2022-07-01", ToDate: "2022-07-01"}, []string{"sport"}},
			"no session then":            {&activitiesv1.ListOffersRequest{FromDate: "2022-07-02", ToDate: "2022-07-03"}, nil},
			"up to a day":                {&activitiesv1.ListOffersRequest{ToDate: "2022-06-16"}, []string{"koffie", "taal"}},
			"the day of the exception":   {&activitiesv1.ListOffersRequest{FromDate: "2022-06-23", ToDate: "2022-06-23"}, nil},
			"all at once": {&activitiesv1.ListOffersRequest{
				WijkCode: "WK003401", Theme: activitiesv1.Theme_THEME_MEETING, ProgrammeCode: "taalcafe",
				LocationId: haven.location, Age: proto.Int32(15), FromDate: "2022-06-16", ToDate: "2022-06-16",
			}, []string{"taal"}},
		} {
			answer := r.listOffers(t, test.req)
			require.Equal(t, test.want, namesOf(answer.GetOffers()), name)
			require.EqualValues(t, len(test.want), answer.GetTotalSize(), name)
		}
	})
}

func TestOfferWhoseSessionsAreAllCancelledIsNotListedAndItsSessionsAre(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.addPublished(t, r.addVisit(t), once, func(a *activitiesv1.Activity) { a.StartDate = "2022-07-01" })
		_, err := r.cancel(t, r.agenda(t, a.GetId())[0].GetId())
		require.NoError(t, err)
		require.Empty(t, r.listOffers(t, &activitiesv1.ListOffersRequest{}).GetOffers())
		answer := r.listOfferSessions(t, &activitiesv1.ListOfferSessionsRequest{})
		require.Equal(t, []string{"2022-07-01 14:00 cancelled"}, timesOf(answer.GetSessions()))
		require.Equal(t, []string{"Koffie in de buurt"}, namesOf(answer.GetOffers()))
		require.Empty(t, answer.GetOffers()[0].GetNextSessions())
	})
}

func TestSessionsOfOffersAreThoseOfTheirOwnPlaceAndDay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		a := r.addPublished(t, v)
		elsewhere := r.addLocation(t, func(l *activitiesv1.Location) { l.WijkCode = "WK003402" }).GetId()
		moved, err := r.move(t, r.agenda(t, a.GetId())[0].GetId(), &activitiesv1.SessionMove{
			Date: "2022-06-17", TimeOfDay: "00:15", LocationId: elsewhere,
		})
		require.NoError(t, err)
		for _, req := range []*activitiesv1.ListOfferSessionsRequest{
			{LocationId: elsewhere}, {WijkCode: "WK003402"}, {FromDate: "2022-06-17", ToDate: "2022-06-17"},
		} {
			answer := r.listOfferSessions(t, req)
			require.Equal(t, []string{"2022-06-17 00:15"}, timesOf(answer.GetSessions()))
			require.Equal(t, moved.GetId(), answer.GetSessions()[0].GetId())
			require.Equal(t, elsewhere, answer.GetSessions()[0].GetPlace().GetLocationId())
			require.Equal(t, v.location, answer.GetOffers()[0].GetPlace().GetLocationId())
		}
		require.Empty(t, r.listOfferSessions(t, &activitiesv1.ListOfferSessionsRequest{ToDate: "2022-06-16"}).GetSessions())
	})
}

func TestOffersComeInPagesByTokenOrByNumber(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			r.addPublished(t, v, named(name))
			r.addActivity(t, v, named("concept"))
		}
		first := r.listOffers(t, &activitiesv1.ListOffersRequest{PageSize: 2, Skip: 1})
		require.Equal(t, []string{"b", "c"}, namesOf(first.GetOffers()))
		require.EqualValues(t, 5, first.GetTotalSize())
		second := r.listOffers(t, &activitiesv1.ListOffersRequest{PageSize: 2, Skip: 1, PageToken: first.GetNextPageToken()})
		require.Equal(t, []string{"d", "e"}, namesOf(second.GetOffers()))
		require.Empty(t, second.GetNextPageToken())
		require.Empty(t, r.listOffers(t, &activitiesv1.ListOffersRequest{Skip: 5}).GetOffers())

		var all []string
		req := &activitiesv1.ListOfferSessionsRequest{PageSize: 7, ToDate: "2022-06-30"}
		for more := true; more; more = req.PageToken != "" {
			answer := r.listOfferSessions(t, req)
			for _, s := range answer.GetSessions() {
				all = append(all, s.GetId())
			}
			req.PageToken = answer.GetNextPageToken()
		}
		require.Len(t, all, 5*4)
		require.Equal(t, all, unique(all))
	})
}

func unique(list []string) (once []string) {
	seen := map[string]bool{}
	for _, one := range list {
		if !seen[one] {
			once = append(once, one)
		}
		seen[one] = true
	}
	return once
}

func TestEverythingThatIsWrongWithAQueryOfOffersIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for _, call := range []func(context.Context, string, string) error{
			func(ctx context.Context, from, to string) error {
				_, err := r.offers.ListOffers(ctx, &activitiesv1.ListOffersRequest{FromDate: from, ToDate: to})
				return err
			},
			func(ctx context.Context, from, to string) error {
				_, err := r.offers.ListOfferSessions(ctx, &activitiesv1.ListOfferSessionsRequest{FromDate: from, ToDate: to})
				return err
			},
		} {
			invalid("from_date DATE_INVALID", "to_date DATE_INVALID").require(t, call(t.Context(), "2022-02-30", "2022-06-31"))
			invalid("to_date TO_BEFORE_FROM").require(t, call(t.Context(), "2022-07-02", "2022-07-01"))
			invalid("to_date TO_BEFORE_FROM").require(t, call(t.Context(), "", "2022-06-14"))
		}
	})
}
