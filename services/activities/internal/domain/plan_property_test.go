package domain_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the zone, also where the machine has none

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

func amsterdam(t require.TestingT) *time.Location {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	return zone
}

// agenda is an activity with its sessions, as a store would keep them.
type agenda struct {
	activity domain.Activity
	running  domain.Running
	window   domain.Window
	sessions map[string]domain.Session
	others   []domain.Reservation // of the room, in which no two overlap
}

// newAgenda is that of an activity that is published on the first day of 2022, over both changes of the clocks.
func newAgenda(t require.TestingT) *agenda {
	first := date(t, "2022-01-01")
	return &agenda{
		activity: domain.Activity{
			ID: "offer", ProgrammeID: "this", LocationID: "here", RoomID: "hall", State: domain.ActivityPublished,
			Series: domain.Series{Start: first, At: civil.Time{Hour: 14}, Duration: time.Hour, Rule: "FREQ=WEEKLY;UNTIL=20221231"},
		},
		running: domain.Running{
			Location: domain.Location{Opening: first}, Programme: domain.Programme{Start: first},
			Room: domain.Reserving{Zone: amsterdam(t), Room: &domain.Room{ID: "hall", LocationID: "here", First: first}},
		},
		window:   domain.Window{Now: civil.Time{Hour: 9}.On(first, amsterdam(t)), Last: date(t, "2022-12-31"), Zone: amsterdam(t)},
		sessions: map[string]domain.Session{},
	}
}

// toCome are the sessions that planning looks at.
func (g *agenda) toCome() (list []domain.Session) {
	today := civil.Today(g.window.Now, g.window.Zone).String()
	for _, id := range g.ids() {
		s := g.sessions[id]
		if s.Occurrence >= today || s.State == domain.SessionPlanned && s.Date.String() >= today {
			list = append(list, s)
		}
	}
	return list
}

func (g *agenda) ids() []string { return slices.Sorted(maps.Keys(g.sessions)) }

// taken is what has the room: others, and sessions.
func (g *agenda) taken() []domain.Reservation {
	list := slices.Clone(g.others)
	for _, s := range g.sessions {
		if s.TakesRoom() {
			list = append(list, domain.Reservation{ID: "of " + s.ID, SessionID: s.ID, Period: s.Period()})
		}
	}
	return list
}

// free says whether nothing but a session itself has the room at its time.
func (g *agenda) free(s domain.Session) bool {
	return !slices.ContainsFunc(g.taken(), func(r domain.Reservation) bool { return r.SessionID != s.ID && r.Overlaps(s.Period()) })
}

// takeRoom has others take the room where it is free.
func (g *agenda) takeRoom(t *rapid.T) {
	start := anyTime(t).On(anyDay(t), g.window.Zone)
	p := domain.Period{Start: start, End: start.Add(time.Duration(rapid.IntRange(1, 240).Draw(t, "hours")) * time.Hour)}
	if g.free(domain.Session{ID: "nobody's", Start: p.Start, End: p.End}) {
		g.others = append(g.others, domain.Reservation{ID: fmt.Sprint(len(g.others)), Period: p})
	}
}

func (g *agenda) plan() (changes int) {
	g.running.Room.Taken = g.taken()
	add, change, _ := g.activity.Plan(g.toCome(), g.running, g.window)
	for _, s := range change {
		g.sessions[s.ID] = s
	}
	for _, s := range add {
		s.ID = fmt.Sprintf("%04d", len(g.sessions))
		g.sessions[s.ID] = s
	}
	return len(add) + len(change)
}

// touch has somebody do something with one session.
func (g *agenda) touch(t *rapid.T) {
	if len(g.sessions) == 0 {
		return
	}
	id := rapid.SampledFrom(g.ids()).Draw(t, "session")
	s := g.sessions[id]
	var err error
	switch rapid.SampledFrom([]string{"move", "cancel", "hold", "reopen"}).Draw(t, "step") {
	case "move":
		s.RoomID, s.WantedRoomID = "", ""
		s.Place(s.Date.AddDays(rapid.IntRange(-9, 9).Draw(t, "days")), civil.Time{Hour: 20}, time.Hour, g.window.Zone)
		err = s.Move("anna", g.window.Now)
	case "cancel":
		err = s.Cancel("weather", "anna", g.window.Now)
	case "hold":
		err = s.Hold("anna", g.window.Now)
	case "reopen":
		if err = s.Reopen(g.activity, false, "anna", g.window.Now); s.TakesRoom() && !g.free(s) {
			s.GiveUpRoom()
		}
	}
	if err == nil {
		g.sessions[id] = s
	}
}

// addOne adds a session outside the series, where there is none at its time.
func (g *agenda) addOne(t *rapid.T) {
	s := domain.Session{ActivityID: "offer", State: domain.SessionPlanned, Version: 1, Date: anyDay(t)}
	if list, _ := g.activity.Occurrences(g.window.Zone); len(list) > 0 && rapid.Bool().Draw(t, "on a day of the series") {
		s.Date = rapid.SampledFrom(list).Draw(t, "occurrence").Date
	}
	at := anyTime(t)
	s.Add(g.activity, &at, 0, g.window.Zone)
	for _, other := range g.sessions {
		if other.Occurrence == s.Occurrence {
			return
		}
	}
	s.ID = fmt.Sprintf("%04d", len(g.sessions))
	if !g.free(s) {
		s.RoomID = ""
	}
	g.sessions[s.ID] = s
}

func anyDay(t *rapid.T) civil.Date {
	return civil.Date{Year: 2022, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 364).Draw(t, "day"))
}

// anyTime draws one of few times, one of which does not exist on one day and exists twice on another.
func anyTime(t *rapid.T) civil.Time {
	return rapid.SampledFrom([]civil.Time{{Hour: 14}, {Hour: 10, Minute: 30}, {Hour: 2, Minute: 30}}).Draw(t, "time")
}

func (g *agenda) changeSeries(t *rapid.T) {
	s := &g.activity.Series
	switch rapid.SampledFrom([]string{"rule", "time", "place", "exceptions", "end", "running"}).Draw(t, "change") {
	case "rule":
		s.Rule = rapid.SampledFrom([]string{
			"", "FREQ=DAILY;COUNT=50", "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20221231", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20220630",
			"FREQ=MONTHLY;BYDAY=-1SU;COUNT=12",
		}).Draw(t, "rule")
	case "time":
		s.At, s.Duration = anyTime(t), time.Duration(rapid.IntRange(1, 90).Draw(t, "minutes"))*time.Minute
	case "place":
		g.activity.LocationID = rapid.SampledFrom([]string{"here", "there"}).Draw(t, "place")
		g.activity.RoomID = map[string]string{"here": "hall"}[g.activity.LocationID]
	case "exceptions":
		s.Exceptions = rapid.SliceOfN(rapid.Custom(anyDay), 0, 30).Draw(t, "exceptions")
	case "end":
		g.activity.End = rapid.SampledFrom([]civil.Date{{}, anyDay(t)}).Draw(t, "end")
	case "running":
		g.running.Programme.End = rapid.SampledFrom([]civil.Date{{}, anyDay(t)}).Draw(t, "end of the programme")
	}
}

// requireSound checks what is so after planning, whatever came before.
func (g *agenda) requireSound(t *rapid.T, before map[string]domain.Session) {
	require.Zero(t, g.plan(), "planning again changes nothing")
	occurrences, days := map[string]bool{}, map[string]bool{}
	for _, s := range g.sessions {
		require.False(t, occurrences[s.Occurrence], "two sessions for %s", s.Occurrence)
		occurrences[s.Occurrence] = true
		if s.Origin != domain.AdHoc {
			require.False(t, days[s.Occurrence[:10]], "two sessions of the series for %s", s.Occurrence[:10])
			days[s.Occurrence[:10]] = true
		}
	}
	for id, old := range before {
		if old.State == domain.SessionHeld || old.Origin == domain.Adjusted || old.Origin == domain.AdHoc || old.Begun(g.window.Now) {
			require.Equal(t, old, g.sessions[id], "planning does not touch it")
		}
	}
	list, _ := g.activity.Occurrences(g.window.Zone)
	wanted := map[string]domain.Occurrence{}
	for _, o := range list {
		wanted[o.Date.String()] = o
		runs := g.running.Programme.End.IsZero() || !o.Date.After(g.running.Programme.End)
		if !runs {
			delete(wanted, o.Date.String())
		}
		if o.Start.After(g.window.Now) && runs && !o.Date.After(g.window.Last) {
			require.True(t, days[o.Date.String()] || occurrences[o.Date.String()+"T"+g.activity.Series.At.String()], "no session for %s", o.Date)
		}
	}
	for _, s := range g.sessions {
		if o, has := wanted[s.Occurrence[:10]]; has && s.Origin == domain.FromSeries && s.State == domain.SessionCancelled {
			added := occurrences[s.Occurrence[:10]+"T"+g.activity.Series.At.String()] && s.Occurrence[11:] != g.activity.Series.At.String()
			require.True(t, added || !o.Start.After(g.window.Now), "%v stays cancelled", s)
		}
		if s.Origin == domain.FromSeries && s.State == domain.SessionPlanned && !s.Begun(g.window.Now) {
			o := wanted[s.Date.String()]
			require.True(t, s.Start.Equal(o.Start) && s.End.Equal(o.End), "%v stands where the series has %v", s, o)
			require.Equal(t, g.activity.LocationID, s.LocationID)
			g.requireRoom(t, s)
			if at := g.activity.Series.At; at.Hour != 2 { // the clocks skip it once
				require.Equal(t, at.String(), s.Start.In(g.window.Zone).Format("15:04"), "the clock on the wall")
			}
		}
	}
}

// requireRoom checks that a session to come has the room of its activity where that is free, and else wants it.
func (g *agenda) requireRoom(t *rapid.T, s domain.Session) {
	require.Equal(t, g.activity.RoomID, s.RoomID+s.WantedRoomID)
	if g.activity.RoomID != "" {
		require.Equal(t, g.free(s), s.TakesRoom(), "%v", s)
	}
}

func TestSessionsStaySoundThroughAnyChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := newAgenda(t)
		g.plan()
		for range rapid.IntRange(1, 15).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"series", "touch", "touch", "add", "time", "window", "room"}).Draw(t, "what") {
			case "series":
				g.changeSeries(t)
			case "touch":
				g.touch(t)
			case "add":
				g.addOne(t)
			case "room":
				g.takeRoom(t)
			case "window":
				g.window.Last = anyDay(t)
			case "time":
				g.window.Now = g.window.Now.Add(time.Duration(rapid.IntRange(1, 1000).Draw(t, "hours")) * time.Hour)
			}
			before := maps.Clone(g.sessions)
			g.plan()
			g.requireSound(t, before)
		}
	})
}

func TestEndOfAnActivityLeavesNothingToCome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := newAgenda(t)
		g.plan()
		for range 5 {
			g.window.Now = g.window.Now.Add(500 * time.Hour)
			g.touch(t)
			g.addOne(t)
		}
		before := maps.Clone(g.sessions)
		require.NoError(t, g.activity.Finish(g.window.Now, g.window.Zone))
		g.plan()
		require.Zero(t, g.plan())
		for id, s := range g.sessions {
			require.False(t, s.State == domain.SessionPlanned && !s.Begun(g.window.Now), "%v is still to come", s)
			if old := before[id]; old.State != domain.SessionPlanned || old.Begun(g.window.Now) {
				require.Equal(t, old, s)
			}
		}
	})
}
