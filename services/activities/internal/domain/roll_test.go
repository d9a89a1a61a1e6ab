package domain_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

const window = 24 * time.Hour

// morning is when the rolls of the tests play.
func morning() time.Time { return time.Date(2022, 6, 15, 8, 0, 0, 0, time.UTC) }

// course answers the roll of an activity with sessions a, b and c in the coming days, and places for so many.
func course(capacity int64) *domain.Roll {
	r := &domain.Roll{
		Activity: domain.Activity{ID: "course", State: domain.ActivityPublished, Capacity: &capacity},
		Sessions: map[string]domain.Session{}, Window: window, Now: morning(),
	}
	for i, id := range []string{"a", "b", "c"} {
		r.Sessions[id] = domain.Session{ID: id, ActivityID: "course", Start: morning().AddDate(0, 0, 2*i+2)}
	}
	return r
}

// enter registers somebody for a session, or for all of them.
func enter(r *domain.Roll, id, session string) domain.Registration {
	return r.Enter(domain.Registration{
		ID: id, ActivityID: "course", SessionID: session, ParticipantID: "person " + id, Arrival: int64(len(r.Active) + 1), Version: 1,
	})
}

// states answers where each stands.
func states(r *domain.Roll) map[string]domain.RegistrationState {
	states := map[string]domain.RegistrationState{}
	for _, one := range r.Active {
		states[one.ID] = one.State
	}
	return states
}

func find(r *domain.Roll, id string) domain.Registration {
	for _, one := range r.Active {
		if one.ID == id {
			return one
		}
	}
	return domain.Registration{}
}

type standing = map[string]domain.RegistrationState

func TestPlacesGoByOrderOfArrival(t *testing.T) {
	r := course(2)
	for _, id := range []string{"1", "2", "3", "4"} {
		enter(r, id, "a")
	}
	require.Equal(t, standing{"1": "registered", "2": "registered", "3": "waiting", "4": "waiting"}, states(r))

	one := find(r, "1")
	require.NoError(t, r.Cancel(&one, "participant"))
	require.NoError(t, r.Settle())

	require.Equal(t, standing{"1": "cancelled", "2": "registered", "3": "offered", "4": "waiting"}, states(r))
	require.Equal(t, morning().Add(window), find(r, "3").OfferExpires)
	require.Equal(t, morning().Add(window), r.NextExpiry())
}

func TestOfferPassesToTheNextWhenItRunsOut(t *testing.T) {
	r := course(1)
	for _, id := range []string{"1", "2", "3"} {
		enter(r, id, "a")
	}
	one := find(r, "1")
	require.NoError(t, r.Cancel(&one, "participant"))
	require.NoError(t, r.Settle())
	r.Now = morning().Add(window - time.Microsecond)
	require.NoError(t, r.Settle())
	require.Equal(t, standing{"1": "cancelled", "2": "offered", "3": "waiting"}, states(r))

	r.Now = morning().Add(window)
	require.NoError(t, r.Settle())

	require.Equal(t, standing{"1": "cancelled", "2": "expired", "3": "offered"}, states(r))
	require.Equal(t, r.Sessions["a"].Start, find(r, "3").OfferExpires, "the second day ends where the session starts")
	two := find(r, "2")
	require.ErrorContains(t, r.Accept(&two), "OFFER_EXPIRED")
}

func TestOfferIsAcceptedUntilItRunsOutWhetherOrNotThatIsKnown(t *testing.T) {
	for name, tt := range map[string]struct {
		after time.Duration
		want  string
	}{"in time": {window - time.Microsecond, ""}, "too late": {window, "OFFER_EXPIRED"}} {
		t.Run(name, func(t *testing.T) {
			r := course(1)
			enter(r, "1", "a")
			enter(r, "2", "a")
			one := find(r, "1")
			require.NoError(t, r.Cancel(&one, "participant"))
			require.NoError(t, r.Settle())
			r.Now = morning().Add(tt.after)
			two := find(r, "2")
			if err := r.Accept(&two); tt.want != "" {
				require.ErrorContains(t, err, tt.want)
				return
			}
			require.Equal(t, domain.Registered, find(r, "2").State)
			require.Zero(t, r.NextExpiry())
		})
	}
}

func TestPlaceInTheWholeIsAPlaceInEverySession(t *testing.T) {
	r := course(2)
	enter(r, "whole", "")
	enter(r, "b", "b")
	require.Equal(t, domain.Waiting, enter(r, "b too", "b").State)
	require.Equal(t, domain.Registered, enter(r, "a", "a").State)
	require.Equal(t, domain.Waiting, enter(r, "whole too", "").State, "two of its sessions are full")
	require.Equal(t, domain.Registered, enter(r, "c", "c").State, "who waits for the whole has no use for it")
	for _, id := range []string{"b", "a"} {
		one := find(r, id)
		require.NoError(t, r.Cancel(&one, "participant"))
		require.NoError(t, r.Settle())
	}
	require.Equal(t, domain.Offered, find(r, "b too").State, "the first who can use it")
	require.Equal(t, domain.Waiting, find(r, "whole too").State)
}

func TestWhatIsNoLongerHeldIsCancelled(t *testing.T) {
	r := course(2)
	enter(r, "whole", "")
	enter(r, "a", "a")
	enter(r, "waits", "a")
	delete(r.Sessions, "a")
	require.NoError(t, r.Settle())
	require.Equal(t, standing{"whole": "registered", "a": "cancelled", "waits": "cancelled"}, states(r))
	require.Equal(t, "session_cancelled", find(r, "waits").Reason)

	r.Activity.State = domain.ActivityEnded
	require.NoError(t, r.Settle())
	require.Equal(t, "activity_ended", find(r, "whole").Reason)
	require.Equal(t, "session_cancelled", find(r, "a").Reason, "what has ended stays as it is")
}

func TestOfferIsShortenedWhenItsSessionComesEarlier(t *testing.T) {
	r := course(1)
	enter(r, "1", "a")
	enter(r, "2", "a")
	one := find(r, "1")
	require.NoError(t, r.Cancel(&one, "participant"))
	require.NoError(t, r.Settle())
	a := r.Sessions["a"]
	a.Start = morning().Add(time.Hour)
	r.Sessions["a"] = a
	require.NoError(t, r.Settle())
	require.Equal(t, a.Start, find(r, "2").OfferExpires)
}

func TestOfTwoRegistrationsOfOnePersonTheOneWithAPlaceStands(t *testing.T) {
	for name, tt := range map[string]struct {
		order []string // who registers first
		want  standing
	}{
		"the other has the place":  {[]string{"other", "merged"}, standing{"other": "registered", "merged": "cancelled"}},
		"the merged has the place": {[]string{"merged", "other"}, standing{"other": "cancelled", "merged": "registered"}},
		"both wait":                {[]string{"somebody", "merged", "other"}, standing{"somebody": "registered", "other": "waiting", "merged": "cancelled"}},
		"only the merged":          {[]string{"merged"}, standing{"merged": "registered"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := course(1)
			for _, id := range tt.order {
				enter(r, id, "a")
			}
			var others []domain.Registration
			if other := find(r, "other"); other.ID != "" {
				others = append(others, other)
			}
			require.NoError(t, r.Move(find(r, "merged"), others, "person other"))
			require.NoError(t, r.Settle())
			require.Equal(t, tt.want, states(r))
			for _, one := range r.Active {
				if one.ID == "merged" && one.State.Active() {
					require.Equal(t, "person other", one.ParticipantID)
				}
			}
		})
	}
}

// Whatever happens in whatever order: no session has more places taken than there are, nobody waits who could have one,
// nobody is passed over by somebody later who wants the same, and an offer never outlasts its window or the start.
func TestRollIsAlwaysInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := course(rapid.Int64Range(0, 4).Draw(t, "capacity"))
		n := 0
		pick := func() (domain.Registration, bool) {
			if len(r.Active) == 0 {
				return domain.Registration{}, false
			}
			return r.Active[rapid.IntRange(0, len(r.Active)-1).Draw(t, "who")], true
		}
		t.Repeat(map[string]func(*rapid.T){
			"register": func(t *rapid.T) {
				n++
				session := rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "session")
				if session == "" && len(r.Sessions) > 0 || !r.Start(session).IsZero() {
					enter(r, fmt.Sprint(n), session)
				}
			},
			"cancel": func(*rapid.T) {
				if one, some := pick(); some {
					could := one.State.Active()
					require.Equal(t, could, r.Cancel(&one, "participant") == nil)
				}
			},
			"accept": func(*rapid.T) {
				if one, some := pick(); some {
					could := one.State == domain.Offered
					require.Equal(t, could, r.Accept(&one) == nil)
				}
			},
			"time passes": func(t *rapid.T) {
				r.Now = r.Now.Add(time.Duration(rapid.IntRange(1, 30).Draw(t, "hours")) * time.Hour)
				for id, s := range r.Sessions { // what has begun is off the roll
					if s.Begun(r.Now) {
						delete(r.Sessions, id)
						r.Active = offRoll(r.Active, id)
					}
				}
			},
			"change the capacity": func(t *rapid.T) {
				before := r.Activity.Capacity
				capacity := rapid.Int64Range(0, 5).Draw(t, "capacity")
				r.Activity.Capacity = &capacity
				if len(r.CheckCapacity()) > 0 {
					r.Activity.Capacity = before
				}
			},
			"cancel a session": func(t *rapid.T) {
				delete(r.Sessions, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "session"))
			},
			"": func(t *rapid.T) {
				require.NoError(t, r.Settle())
				requireOrder(t, r)
			},
		})
	})
}

func offRoll(list []domain.Registration, session string) (rest []domain.Registration) {
	for _, one := range list {
		if one.SessionID != session {
			rest = append(rest, one)
		}
	}
	return rest
}

func requireOrder(t require.TestingT, r *domain.Roll) {
	for id := range r.Sessions {
		taken := int64(0)
		for _, one := range r.Active {
			if one.State.HoldsPlace() && (one.SessionID == "" || one.SessionID == id) {
				taken++
			}
		}
		require.LessOrEqual(t, taken, *r.Activity.Capacity, "places in %s", id)
	}
	places := r.Places()
	first := map[string]int64{} // who waits first for a session, or for all
	for _, one := range r.Active {
		switch one.State {
		case domain.Waiting:
			if !r.Start(one.SessionID).IsZero() {
				require.False(t, places.Free(one.SessionID), "%s waits for %q while a place is free", one.ID, one.SessionID)
			}
			if first[one.SessionID] == 0 {
				first[one.SessionID] = one.Arrival
			}
		case domain.Offered:
			require.Zero(t, first[one.SessionID], "%s passed over somebody", one.ID)
			require.True(t, one.OfferExpires.After(r.Now))
			require.False(t, one.OfferExpires.After(r.Now.Add(window)))
			if start := r.Start(one.SessionID); !start.IsZero() {
				require.False(t, one.OfferExpires.After(start))
			}
		}
	}
}
