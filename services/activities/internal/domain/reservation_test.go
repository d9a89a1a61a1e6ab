package domain_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/recurrence"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// at answers the nth hour of a day.
func at(n int) time.Time { return time.Date(2022, 6, 16, n, 0, 0, 0, time.UTC) }

func period(start, end int) domain.Period { return domain.Period{Start: at(start), End: at(end)} }

func taken(id string, start, end int) domain.Reservation {
	return domain.Reservation{ID: id, Period: period(start, end)}
}

// everOpen is a room that can always be used, in a zone an hour ahead.
func everOpen(taken ...domain.Reservation) domain.Reserving {
	return domain.Reserving{
		Zone: time.FixedZone("", 3600), Room: &domain.Room{First: civil.Date{Year: 2000, Month: 1, Day: 1}},
		Location: &domain.Location{Opening: civil.Date{Year: 2000, Month: 1, Day: 1}}, Taken: taken,
	}
}

func TestReservationAnswersEveryRuleItBreaks(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*domain.Reserving)
		period domain.Period
		want   []string
	}{
		"none":                {func(*domain.Reserving) {}, period(10, 12), []string{}},
		"no room, no time":    {func(s *domain.Reserving) { s.Room = nil }, period(12, 12), []string{"room_id ROOM_UNKNOWN", "end_time END_BEFORE_START"}},
		"31 days":             {func(*domain.Reserving) {}, period(10, 10+31*24), []string{}},
		"more":                {func(*domain.Reserving) {}, domain.Period{Start: at(10), End: at(10 + 31*24).Add(1)}, []string{"end_time TOO_LONG"}},
		"until now":           {func(s *domain.Reserving) { s.Now = at(12) }, period(10, 12), []string{"end_time IN_PAST"}},
		"begun":               {func(s *domain.Reserving) { s.Now = at(11) }, period(10, 12), []string{}},
		"the past may be":     {func(*domain.Reserving) {}, period(-24*365*9, -24*365*9+1), []string{}},
		"ten years ahead":     {func(s *domain.Reserving) { s.Now = at(10).AddDate(-10, 0, 0) }, period(10, 11), []string{}},
		"further":             {func(s *domain.Reserving) { s.Now = at(10).AddDate(-10, 0, 0).Add(-1) }, period(10, 11), []string{"start_time TOO_FAR"}},
		"to local midnight":   {func(s *domain.Reserving) { s.Room.Last = date(t, "2022-06-16") }, period(10, 23), []string{}},
		"past local midnight": {func(s *domain.Reserving) { s.Room.Last = date(t, "2022-06-16") }, period(10, 24), []string{"start_time ROOM_NOT_IN_USE"}},
		"before both": {func(s *domain.Reserving) {
			s.Room.First, s.Location.Opening = date(t, "2022-06-17"), date(t, "2022-06-17")
		}, period(22, 24), []string{"start_time ROOM_NOT_IN_USE", "start_time LOCATION_NOT_OPEN"}},
		"in the way": {func(s *domain.Reserving) {
			s.Taken = []domain.Reservation{taken("a", 8, 10), taken("b", 9, 11), taken("c", 11, 12), taken("d", 12, 13)}
		}, period(10, 12), []string{"start_time OVERLAP", "start_time OVERLAP"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := everOpen()
			c.change(&s)
			requireBroken(t, c.want, s.Check(c.period))
		})
	}
}

func TestWhatHasBegunOrWasCancelledIsNotCancelled(t *testing.T) {
	r := taken("a", 10, 12)
	r.Version = 3
	require.True(t, fault.Is(r.Cancel(at(10)), "RESERVATION_BEGUN"))
	require.Equal(t, taken("a", 10, 12).Period, r.Period)
	require.NoError(t, r.Cancel(at(9)))
	require.Equal(t, domain.Reservation{ID: "a", Period: period(10, 12), Cancelled: true, Version: 4, Updated: at(9)}, r)
	require.True(t, fault.Is(r.Cancel(at(9)), "RESERVATION_CANCELLED"))
}

func TestWhatASessionHasIsNotCancelledWithoutIt(t *testing.T) {
	r := taken("a", 10, 12)
	r.SessionID = "coffee"
	for _, now := range []int{9, 10} {
		err := r.Cancel(at(now))
		require.True(t, fault.Is(err, "RESERVATION_OF_SESSION"))
		require.ErrorContains(t, err, "coffee")
	}
	r.Cancelled = true
	require.True(t, fault.Is(r.Cancel(at(9)), "RESERVATION_CANCELLED"))
}

// A series is checked in one walk along what is taken. It finds what each occurrence finds by itself.
func TestSeriesIsBrokenWhereOneOfItsOccurrencesIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []domain.Reservation
		for start := 0; start < 24*80; {
			start += rapid.IntRange(0, 60).Draw(t, "gap")
			hours := rapid.IntRange(1, 24*31).Draw(t, "hours")
			if hours > 48 && rapid.Bool().Draw(t, "short") {
				hours %= 48
			}
			list = append(list, taken(fmt.Sprint(len(list)), start, start+max(hours, 1)))
			start += max(hours, 1)
		}
		var occurrences []recurrence.Occurrence
		every, lasts := rapid.IntRange(1, 9).Draw(t, "days"), rapid.IntRange(1, 24).Draw(t, "hours")
		for day := 0; day < 80; day += every {
			occurrences = append(occurrences, recurrence.Occurrence{Date: civil.DateOf(at(day * 24)), Start: at(day * 24), End: at(day*24 + lasts)})
		}
		s := everOpen(list...)
		var want []string
		for _, o := range occurrences {
			for _, f := range s.Check(domain.Period{Start: o.Start, End: o.End}) {
				want = append(want, fmt.Sprintf("rule %s On %s: %s", f.Reason, o.Date, f.Text))
			}
		}
		var got []string
		for _, f := range s.CheckSeries(occurrences) {
			got = append(got, fmt.Sprintf("%s %s %s", f.Path, f.Reason, f.Text))
		}
		require.Equal(t, want, got)
	})
}
