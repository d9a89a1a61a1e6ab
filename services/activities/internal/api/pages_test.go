package api_test

import (
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// list is a list that comes in pages. Narrowed, it is another query.
type list struct {
	add  func(t testing.TB, n int) proto.Message
	page func(t testing.TB, size int32, token string, narrowed bool) (page []proto.Message, next string, err error)
}

func messages[M proto.Message](rows []M) (list []proto.Message) {
	for _, row := range rows {
		list = append(list, row)
	}
	return list
}

func (r *rig) lists(t testing.TB) map[string]list {
	var v visit // of the counts: made only where they are listed, so that the other lists are empty
	here := func(t testing.TB) visit {
		if v.location == "" {
			v = r.addVisit(t)
		}
		return v
	}
	var offered string     // the activity of the sessions, which plans none itself
	var house, hall string // of the rooms, and of the reservations
	lists := map[string]list{
		"locations": {
			func(t testing.TB, _ int) proto.Message { return r.addLocation(t) },
			func(t testing.TB, size int32, token string, narrowed bool) ([]proto.Message, string, error) {
				req := &activitiesv1.ListLocationsRequest{PageSize: size, PageToken: token}
				if narrowed {
					req.Kind = location().GetKind()
				}
				answer, err := r.locations.ListLocations(r.staff(t), req)
				return messages(answer.GetLocations()), answer.GetNextPageToken(), err
			},
		},
		"programmes": {
			func(t testing.TB, n int) proto.Message { return r.addProgramme(t, fmt.Sprintf("p-%d", n)) },
			func(t testing.TB, size int32, token string, narrowed bool) ([]proto.Message, string, error) {
				req := &activitiesv1.ListProgrammesRequest{PageSize: size, PageToken: token}
				if narrowed {
					req.Theme = programme("x").GetTheme()
				}
				answer, err := r.programmes.ListProgrammes(r.staff(t), req)
				return messages(answer.GetProgrammes()), answer.GetNextPageToken(), err
			},
		},
		"head counts": {
			func(t testing.TB, n int) proto.Message {
				return r.addCount(t, here(t), counted(int32(n)))
			},
			func(t testing.TB, size int32, token string, narrowed bool) ([]proto.Message, string, error) {
				req := &activitiesv1.ListHeadCountsRequest{PageSize: size, PageToken: token}
				if narrowed {
					req.FromDate = "2022-01-01"
				}
				answer, err := r.counts.ListHeadCounts(r.staff(t), req)
				return messages(answer.GetHeadCounts()), answer.GetNextPageToken(), err
			},
		},
		"activities": {
			func(t testing.TB, _ int) proto.Message {
				return r.addActivity(t, here(t))
			},
			func(t testing.TB, size int32, token string, narrowed bool) ([]proto.Message, string, error) {
				req := &activitiesv1.ListActivitiesRequest{PageSize: size, PageToken: token}
				if narrowed {
					req.State = activitiesv1.ActivityState_ACTIVITY_STATE_DRAFT
				}
				answer, err := r.activities.ListActivities(r.staff(t), req)
				return messages(answer.GetActivities()), answer.GetNextPageToken(), err
			},
		},
		"sessions": {
			func(t testing.TB, n int) proto.Message {
				if offered == "" {
					offered = r.addPublished(t, here(t), once).GetId()
				}
				return r.addSession(t, offered, at(fmt.Sprintf("2022-05-%02d", 4+n), "10:00"))
			},
			func(t testing.TB, size int32, token string, narrowed bool) ([]proto.Message, string, error) {
				req := &activitiesv1.ListSessionsRequest{PageSize: size, PageToken: token}
				if narrowed {
					req.FromDate = "2022-01-01"
				}
				answer, err := r.sessions.ListSessions(r.staff(t), req)
				return messages(answer.GetSessions()), answer.GetNextPageToken(), err
			},
		},
		"rooms": {
			func(t testing.TB, _ int) proto.Message {
				if house == "" {
					house = r.addLocation(t).GetId()
				}
				return r.addRoom(t, func(m *activitiesv1.Room) { m.LocationId = house })
			},
			func(t testing.TB, size int32, token string, narrowed bool) ([]proto.Message, string, error) {
				req := &activitiesv1.ListRoomsRequest{PageSize: size, PageToken: token}
				if narrowed {
					req.LocationId = house
				}
				answer, err := r.rooms.ListRooms(r.staff(t), req)
				return messages(answer.GetRooms()), answer.GetNextPageToken(), err
			},
		},
		"reservations": {
			func(t testing.TB, n int) proto.Message {
				if hall == "" {
					hall = r.addRoom(t).GetId()
				}
				return r.addReservation(t, hall, hour(n), hour(n+1))
			},
			func(t testing.TB, size int32, token string, narrowed bool) ([]proto.Message, string, error) {
				req := &activitiesv1.ListReservationsRequest{PageSize: size, PageToken: token}
				if narrowed {
					req.RoomId = hall
				}
				answer, err := r.reservations.ListReservations(r.staff(t), req)
				return messages(answer.GetReservations()), answer.GetNextPageToken(), err
			},
		},
	}
	lists["contacts"] = r.contactList(here)
	lists["initiatives"] = r.initiativeList(here)
	lists["outputs"] = r.outputList(here)
	return lists
}

// listNames are the names of all lists.
func listNames() []string {
	return []string{
		"locations", "programmes", "head counts", "activities", "sessions", "rooms", "reservations", "contacts", "initiatives", "outputs",
	}
}

// eachList runs test for each list on each engine, with the list empty.
func eachList(t *testing.T, test func(t *testing.T, l list)) {
	for _, name := range listNames() {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, r *rig) { test(t, r.lists(t)[name]) })
		})
	}
}

// walk answers everything from the page at token on, and how many pages it took.
func (l list) walk(t testing.TB, size int32, token string) (all []proto.Message, pages int) {
	for {
		page, next, err := l.page(t, size, token, false)
		require.NoError(t, err)
		require.LessOrEqual(t, len(page), int(size))
		all, pages = append(all, page...), pages+1
		if next == "" {
			return all, pages
		}
		require.Len(t, page, int(size), "a page that is not the last is full")
		token = next
	}
}

func requireProtos(t testing.TB, want, got []proto.Message) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		requireProto(t, want[i], got[i])
	}
}

func TestPagesHoldEveryRowOnceOldestFirst(t *testing.T) {
	eachList(t, func(t *testing.T, l list) {
		empty, pages := l.walk(t, 3, "")
		require.Empty(t, empty)
		require.Equal(t, 1, pages)
		var want []proto.Message
		for n := range 6 {
			want = append(want, l.add(t, n))
		}
		for size, wantPages := range map[int32]int{1: 6, 2: 3, 3: 2, 4: 2, 5: 2, 6: 1, 7: 1, 1_000_000: 1} {
			got, pages := l.walk(t, size, "")
			requireProtos(t, want, got)
			require.Equal(t, wantPages, pages, "pages of %d; none after the last", size)
		}
	})
}

func TestRowsAddedMeanwhileShiftNothing(t *testing.T) {
	eachList(t, func(t *testing.T, l list) {
		var want []proto.Message
		for n := range 4 {
			want = append(want, l.add(t, n))
		}
		first, token, err := l.page(t, 2, "", false)
		require.NoError(t, err)
		want = append(want, l.add(t, 4), l.add(t, 5))

		rest, _ := l.walk(t, 3, token)

		requireProtos(t, want, append(first, rest...))
	})
}

func TestPageTokenOfAnotherQueryIsRefused(t *testing.T) {
	eachList(t, func(t *testing.T, l list) {
		for n := range 3 {
			l.add(t, n)
		}
		_, token, err := l.page(t, 1, "", false)
		require.NoError(t, err)
		_, narrowedToken, err := l.page(t, 1, "", true)
		require.NoError(t, err)
		_, next, err := l.page(t, 2, token, false)
		require.NoError(t, err, "another size is the same query")
		require.Empty(t, next)
		tests := map[string]struct {
			token    string
			narrowed bool
		}{
			"of all, for some":   {token, true},
			"of some, for all":   {narrowedToken, false},
			"nobody's":           {"nonsense", false},
			"not base64":         {"!", false},
			"made up":            {base64.RawURLEncoding.EncodeToString([]byte(`{"q":"","k":"a"}`)), false},
			"cut off":            {token[:len(token)-4], false},
			"of another service": {base64.RawURLEncoding.EncodeToString([]byte(`{"offset":10}`)), false},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				_, _, err := l.page(t, 1, tt.token, tt.narrowed)
				invalid("page_token PAGE_TOKEN_INVALID").require(t, err)
			})
		}
	})
}

func TestPageTokenOfAnotherListIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		lists := r.lists(t)
		tokens := map[string]string{}
		for _, name := range listNames() {
			lists[name].add(t, 1)
			lists[name].add(t, 2)
			_, token, err := lists[name].page(t, 1, "", false)
			require.NoError(t, err)
			tokens[name] = token
		}
		for from, token := range tokens {
			for to, l := range lists {
				_, _, err := l.page(t, 1, token, false)
				if from == to {
					require.NoError(t, err)
					continue
				}
				invalid("page_token PAGE_TOKEN_INVALID").require(t, err)
			}
		}
	})
}

func TestPageSizeIsLimited(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		_, err := r.batch(t, v.many(1000)...)
		require.NoError(t, err)
		r.addCount(t, v)
		for size, want := range map[int32]int{0: 100, 1: 1, 999: 999, 1000: 1000, 1001: 1000, 1 << 30: 1000} {
			answer, err := r.counts.ListHeadCounts(r.staff(t), &activitiesv1.ListHeadCountsRequest{PageSize: size})
			require.NoError(t, err)
			require.Len(t, answer.GetHeadCounts(), want)
			require.NotEmpty(t, answer.GetNextPageToken())
		}
		_, err = r.counts.ListHeadCounts(r.staff(t), &activitiesv1.ListHeadCountsRequest{PageSize: -1})
		invalid("page_size INT32_GTE").require(t, err)
	})
}

func TestListsAreNarrowedByKindAndTheme(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.addLocation(t)
		venue := r.addLocation(t, func(l *activitiesv1.Location) { l.Kind = activitiesv1.LocationKind_LOCATION_KIND_VENUE })
		r.addProgramme(t, "inloop")
		sport := r.addProgramme(t, "sport", func(p *activitiesv1.Programme) { p.Theme = activitiesv1.Theme_THEME_HEALTH })

		locations, err := r.locations.ListLocations(r.staff(t), &activitiesv1.ListLocationsRequest{Kind: venue.GetKind()})
		require.NoError(t, err)
		requireProtos(t, []proto.Message{venue}, messages(locations.GetLocations()))
		programmes, err := r.programmes.ListProgrammes(r.staff(t), &activitiesv1.ListProgrammesRequest{Theme: sport.GetTheme()})
		require.NoError(t, err)
		requireProtos(t, []proto.Message{sport}, messages(programmes.GetProgrammes()))
	})
}
