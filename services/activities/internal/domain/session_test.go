package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

func TestSessionOutsideASeriesTakesWhatItDoesNotSayFromItsActivity(t *testing.T) {
	a := domain.Activity{
		ID: "offer", ProgrammeID: "this", LocationID: "here", RoomID: "room",
		Series: domain.Series{At: civil.Time{Hour: 14}, Duration: 90 * time.Minute},
	}
	half := civil.Time{Hour: 2, Minute: 30}
	for name, tt := range map[string]struct {
		session            domain.Session
		at                 *civil.Time
		duration           time.Duration
		location, room     string
		occurrence, starts string
		lasts              time.Duration
	}{
		"nothing":      {domain.Session{}, nil, 0, "here", "room", "2022-03-27T14:00", "12:00", 90 * time.Minute},
		"another room": {domain.Session{RoomID: "hall"}, nil, 0, "here", "hall", "2022-03-27T14:00", "12:00", 90 * time.Minute},
		"elsewhere":    {domain.Session{LocationID: "there"}, nil, time.Hour, "there", "", "2022-03-27T14:00", "12:00", time.Hour},
		"a time that the clocks skip": {
			domain.Session{}, &half, 0, "here", "room", "2022-03-27T02:30", "01:30", 90 * time.Minute,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := tt.session
			s.Date = date(t, "2022-03-27")
			s.Add(a, tt.at, tt.duration, amsterdam(t))
			require.Equal(t, []string{"this", tt.location, tt.room, tt.occurrence, string(domain.AdHoc)},
				[]string{s.ProgrammeID, s.LocationID, s.RoomID, s.Occurrence, string(s.Origin)})
			require.Equal(t, tt.starts, s.Start.Format("15:04"))
			require.Equal(t, tt.lasts, s.End.Sub(s.Start))
		})
	}
}

func TestSessionThatBreaksARuleIsRefused(t *testing.T) {
	type change func(*domain.Session, *domain.Agenda)
	on := func(day string) change {
		return func(s *domain.Session, _ *domain.Agenda) {
			s.Place(date(t, day), civil.Time{Hour: 14}, time.Hour, amsterdam(t))
		}
	}
	tests := map[string]struct {
		change change
		want   []string
	}{
		"good":              {on("2022-06-14"), nil},
		"first day":         {on("2022-06-01"), nil},
		"last day":          {on("2022-06-30"), nil},
		"day before":        {on("2022-05-31"), []string{"date SESSION_OUTSIDE_ACTIVITY"}},
		"day after":         {on("2022-07-01"), []string{"date SESSION_OUTSIDE_ACTIVITY"}},
		"unknown activity":  {func(_ *domain.Session, g *domain.Agenda) { g.Activity = nil }, []string{"activity_id ACTIVITY_UNKNOWN"}},
		"of a draft":        {func(_ *domain.Session, g *domain.Agenda) { g.Activity.State = domain.ActivityDraft }, []string{"activity_id ACTIVITY_DRAFT"}},
		"of an ended one":   {func(_ *domain.Session, g *domain.Agenda) { g.Activity.State = domain.ActivityEnded }, nil},
		"unknown location":  {func(_ *domain.Session, g *domain.Agenda) { g.Location = nil }, []string{"location_id LOCATION_UNKNOWN"}},
		"closed location":   {func(_ *domain.Session, g *domain.Agenda) { g.Location.Closing = date(t, "2022-06-13") }, []string{"date LOCATION_NOT_OPEN"}},
		"programme over":    {func(_ *domain.Session, g *domain.Agenda) { g.Programme.End = date(t, "2022-06-13") }, []string{"date PROGRAMME_ENDED"}},
		"programme to come": {func(_ *domain.Session, g *domain.Agenda) { g.Programme.Start = date(t, "2022-06-15") }, []string{"date PROGRAMME_NOT_STARTED"}},
		"too long":          {func(_ *domain.Session, g *domain.Agenda) { g.Duration = 1441 * time.Minute }, []string{"duration_minutes DURATION_INVALID"}},
		"negative":          {func(_ *domain.Session, g *domain.Agenda) { g.Duration = -time.Minute }, []string{"duration_minutes DURATION_INVALID"}},
		"twice":             {func(_ *domain.Session, g *domain.Agenda) { g.Taken = true }, []string{"date SESSION_EXISTS"}},
		"held, begun":       {func(s *domain.Session, g *domain.Agenda) { s.State, g.Now = domain.SessionHeld, s.Start }, nil},
		"held, not begun": {
			func(s *domain.Session, g *domain.Agenda) {
				s.State, g.Now = domain.SessionHeld, s.Start.Add(-time.Second)
			}, []string{"state SESSION_NOT_BEGUN"},
		},
		"everything at once": {
			func(s *domain.Session, g *domain.Agenda) {
				on("2022-12-31")(s, g)
				s.State, g.Activity.State, g.Location, g.Programme.End, g.Duration, g.Taken =
					domain.SessionHeld, domain.ActivityDraft, nil, date(t, "2022-12-30"), -1, true
			},
			[]string{
				"activity_id ACTIVITY_DRAFT", "duration_minutes DURATION_INVALID", "date SESSION_EXISTS", "date SESSION_OUTSIDE_ACTIVITY",
				"state SESSION_NOT_BEGUN", "location_id LOCATION_UNKNOWN", "date PROGRAMME_ENDED",
			},
		},
		"unreadable date is told elsewhere": {func(s *domain.Session, _ *domain.Agenda) { s.Date = civil.Date{} }, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := domain.Session{State: domain.SessionPlanned}
			g := domain.Agenda{
				Now: time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC),
				Activity: &domain.Activity{
					State: domain.ActivityPublished, Series: domain.Series{Start: date(t, "2022-06-01")}, End: date(t, "2022-06-30"),
				},
				Location: &domain.Location{Opening: date(t, "2022-01-01")}, Programme: &domain.Programme{Start: date(t, "2022-01-01")},
			}
			on("2022-06-14")(&s, &g)
			tt.change(&s, &g)
			requireBroken(t, tt.want, s.Check(g))
		})
	}
}

func TestCountIsOneOfItsSession(t *testing.T) {
	type change func(*domain.HeadCount, *domain.Surroundings)
	tests := map[string]struct {
		change change
		want   []string
	}{
		"good":             {func(*domain.HeadCount, *domain.Surroundings) {}, nil},
		"held already":     {func(_ *domain.HeadCount, s *domain.Surroundings) { s.Session.State = domain.SessionHeld }, nil},
		"no session":       {func(c *domain.HeadCount, s *domain.Surroundings) { c.SessionID, s.Session = "", nil }, nil},
		"unknown":          {func(_ *domain.HeadCount, s *domain.Surroundings) { s.Session = nil }, []string{"session_id SESSION_UNKNOWN"}},
		"cancelled":        {func(_ *domain.HeadCount, s *domain.Surroundings) { s.Session.State = domain.SessionCancelled }, []string{"session_id SESSION_CANCELLED"}},
		"begins this hour": {func(_ *domain.HeadCount, s *domain.Surroundings) { s.Now = s.Session.Start }, nil},
		"not begun": {
			func(_ *domain.HeadCount, s *domain.Surroundings) { s.Now = s.Session.Start.Add(-time.Second) },
			[]string{"session_id SESSION_NOT_BEGUN"},
		},
		"everything at once": {
			func(_ *domain.HeadCount, s *domain.Surroundings) {
				*s.Session = domain.Session{State: domain.SessionCancelled, Date: date(t, "2022-06-02"), LocationID: "x", ProgrammeID: "x"}
			},
			[]string{
				"location_id SESSION_MISMATCH", "programme_id SESSION_MISMATCH", "date SESSION_MISMATCH", "session_id SESSION_CANCELLED",
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, s := good(t), around(t)
			c.SessionID, s.Now = "once", time.Date(2022, 6, 1, 15, 0, 0, 0, time.UTC)
			s.Session = &domain.Session{
				State: domain.SessionPlanned, LocationID: "here", ProgrammeID: "this", Date: c.Date, Start: s.Now.Add(-time.Hour),
			}
			tt.change(&c, &s)
			requireBroken(t, tt.want, c.Check(s))
		})
	}
}

func TestSessionIsRefusedARoomWithEveryReasonButForThePast(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*domain.Reserving, *domain.Session)
		want   []string
	}{
		"free":         {func(*domain.Reserving, *domain.Session) {}, nil},
		"unknown":      {func(s *domain.Reserving, _ *domain.Session) { s.Room = nil }, []string{"room_id ROOM_UNKNOWN"}},
		"elsewhere":    {func(_ *domain.Reserving, one *domain.Session) { one.LocationID = "there" }, []string{"room_id ROOM_ELSEWHERE"}},
		"not in use":   {func(s *domain.Reserving, _ *domain.Session) { s.Room.First = date(t, "2022-06-17") }, []string{"room_id ROOM_NOT_IN_USE"}},
		"right before": {func(s *domain.Reserving, _ *domain.Session) { s.Taken = []domain.Reservation{taken("a", 8, 10)} }, nil},
		"taken twice": {
			func(s *domain.Reserving, _ *domain.Session) {
				s.Taken = []domain.Reservation{taken("a", 8, 11), taken("b", 11, 13), taken("c", 13, 14)}
			}, []string{"room_id OVERLAP", "room_id OVERLAP"},
		},
		"no time is told elsewhere": {func(_ *domain.Reserving, one *domain.Session) { one.End = one.Start }, nil},
		"everything at once": {
			func(s *domain.Reserving, one *domain.Session) {
				s.Room.Last, one.LocationID, s.Taken = date(t, "2022-06-15"), "there", []domain.Reservation{taken("a", 8, 11)}
			}, []string{"room_id ROOM_ELSEWHERE", "room_id ROOM_NOT_IN_USE", "room_id OVERLAP"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, one := everOpen(), domain.Session{ID: "one", LocationID: "here", RoomID: "hall", Start: at(10), End: at(12)}
			s.Room.ID, s.Room.LocationID = "hall", "here"
			c.change(&s, &one)
			requireBroken(t, c.want, s.Give(one))
		})
	}
}

func TestRoomIsGivenOnceAndWhoHasItIsNamed(t *testing.T) {
	s := everOpen(taken("lent", 6, 8), domain.Reservation{ID: "held", SessionID: "coffee", Period: period(14, 15)})
	one := domain.Session{RoomID: "hall", Start: at(10), End: at(12)}
	require.Empty(t, s.Give(one))
	for start, want := range map[int]string{
		7:  "The room is taken by reservation lent from 2022-06-16 07:00 to 2022-06-16 09:00.",
		11: "The room is taken by another session of this request from 2022-06-16 11:00 to 2022-06-16 13:00.",
		14: "The room is taken by reservation held of session coffee from 2022-06-16 15:00 to 2022-06-16 16:00.",
	} {
		one.Start, one.End = at(start), at(start+1)
		require.Equal(t, want, s.Give(one)[0].Text)
	}
}

func TestReservationFollowsItsSession(t *testing.T) {
	planned := domain.Session{ID: "coffee", RoomID: "hall", State: domain.SessionPlanned, Start: at(10), End: at(12), Recorder: "anna"}
	made, changed := planned.Reserve(nil, at(1))
	require.True(t, changed)
	require.Equal(t, domain.Reservation{
		RoomID: "hall", Period: period(10, 12), Purpose: "activity", SessionID: "coffee", Holder: "anna", Version: 1, Created: at(1), Updated: at(1),
	}, made)
	made.ID = "room"
	for name, c := range map[string]struct {
		change func(*domain.Session)
		want   domain.Reservation // what is empty stays as it was
	}{
		"nothing":      {func(*domain.Session) {}, domain.Reservation{}},
		"held":         {func(s *domain.Session) { s.State = domain.SessionHeld }, domain.Reservation{}},
		"cancelled":    {func(s *domain.Session) { s.State = domain.SessionCancelled }, domain.Reservation{Cancelled: true}},
		"without room": {(*domain.Session).GiveUpRoom, domain.Reservation{Cancelled: true}},
		"later":        {func(s *domain.Session) { s.Start = at(11) }, domain.Reservation{Period: period(11, 12)}},
		"longer":       {func(s *domain.Session) { s.End = at(13) }, domain.Reservation{Period: period(10, 13)}},
		"another room": {func(s *domain.Session) { s.RoomID = "attic" }, domain.Reservation{RoomID: "attic"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, want := planned, made
			c.change(&s)
			if c.want != (domain.Reservation{}) {
				want.Cancelled, want.Version, want.Updated = c.want.Cancelled, 2, at(2)
			}
			if c.want.RoomID != "" {
				want.RoomID = c.want.RoomID
			}
			if !c.want.Start.IsZero() {
				want.Period = c.want.Period
			}
			r, changed := s.Reserve(&made, at(2))
			require.Equal(t, want, r)
			require.Equal(t, want != made, changed)
		})
	}
	planned.GiveUpRoom()
	_, changed = planned.Reserve(nil, at(1))
	require.False(t, changed, "it has none and takes none")
}
