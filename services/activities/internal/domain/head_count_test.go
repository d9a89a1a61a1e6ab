package domain_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

func TestCountIsZeroToTheLargestThatIsBelieved(t *testing.T) {
	tests := map[string]struct {
		count, most int64
		want        []string
	}{
		"smallest there is":     {math.MinInt64, 10_000, []string{"count COUNT_NEGATIVE"}},
		"just negative":         {-1, 10_000, []string{"count COUNT_NEGATIVE"}},
		"nobody came":           {0, 10_000, nil},
		"one":                   {1, 10_000, nil},
		"just below the most":   {9_999, 10_000, nil},
		"the most":              {10_000, 10_000, nil},
		"just above the most":   {10_001, 10_000, []string{"count COUNT_ABSURD"}},
		"largest there is":      {math.MaxInt64, 10_000, []string{"count COUNT_ABSURD"}},
		"largest of the wire":   {math.MaxInt32, math.MaxInt32, nil},
		"one where one is most": {1, 1, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { requireBroken(t, tt.want, domain.CheckCount(tt.count, tt.most)) })
	}
}

// around answers surroundings in which the count of good may be recorded.
func around(t require.TestingT) domain.Surroundings {
	return domain.Surroundings{
		Today: date(t, "2022-06-15"), MaxCount: 100,
		Location:  &domain.Location{ID: "here", Opening: date(t, "2022-02-01"), Closing: date(t, "2022-12-31")},
		Programme: &domain.Programme{ID: "this", Start: date(t, "2022-03-01"), End: date(t, "2022-10-31")},
	}
}

func good(t require.TestingT) domain.HeadCount {
	return domain.HeadCount{LocationID: "here", ProgrammeID: "this", Date: date(t, "2022-06-01"), Count: 12}
}

func TestCountThatBreaksARuleIsRefused(t *testing.T) {
	const notOpen, notStarted, ended = "date LOCATION_NOT_OPEN", "date PROGRAMME_NOT_STARTED", "date PROGRAMME_ENDED"
	const future = "date DATE_IN_FUTURE"
	type change func(*domain.HeadCount, *domain.Surroundings)
	on := func(day string) change {
		return func(c *domain.HeadCount, _ *domain.Surroundings) { c.Date = date(t, day) }
	}
	tests := map[string]struct {
		change change
		want   []string
	}{
		"good":                          {on("2022-06-01"), nil},
		"today":                         {on("2022-06-15"), nil},
		"tomorrow":                      {on("2022-06-16"), []string{future}},
		"programme's first day":         {on("2022-03-01"), nil},
		"day before the programme":      {on("2022-02-28"), []string{notStarted}},
		"place's first day":             {on("2022-02-01"), []string{notStarted}},
		"day before place opened":       {on("2022-01-31"), []string{notOpen, notStarted}},
		"after today, programme, place": {on("2023-01-01"), []string{future, notOpen, ended}},
		"negative":                      {func(c *domain.HeadCount, _ *domain.Surroundings) { c.Count = -1 }, []string{"count COUNT_NEGATIVE"}},
		"absurd":                        {func(c *domain.HeadCount, _ *domain.Surroundings) { c.Count = 101 }, []string{"count COUNT_ABSURD"}},
		"unknown location": {
			func(_ *domain.HeadCount, s *domain.Surroundings) { s.Location = nil }, []string{"location_id LOCATION_UNKNOWN"},
		},
		"unknown programme": {
			func(_ *domain.HeadCount, s *domain.Surroundings) { s.Programme = nil }, []string{"programme_id PROGRAMME_UNKNOWN"},
		},
		"programme's last day": {
			func(c *domain.HeadCount, s *domain.Surroundings) {
				s.Today, c.Date = date(t, "2023-06-01"), date(t, "2022-10-31")
			}, nil,
		},
		"day after the programme": {
			func(c *domain.HeadCount, s *domain.Surroundings) {
				s.Today, c.Date = date(t, "2023-06-01"), date(t, "2022-11-01")
			}, []string{ended},
		},
		"day after place closed": {
			func(c *domain.HeadCount, s *domain.Surroundings) {
				s.Today, c.Date = date(t, "2023-06-01"), date(t, "2023-01-01")
			}, []string{notOpen, ended},
		},
		"place and programme without an end": {
			func(c *domain.HeadCount, s *domain.Surroundings) {
				s.Today, c.Date = date(t, "2033-06-01"), date(t, "2033-06-01")
				s.Location, s.Programme = &domain.Location{Opening: date(t, "2022-02-01")}, &domain.Programme{Start: date(t, "2022-03-01")}
			}, nil,
		},
		"everything that can be at once": {
			func(c *domain.HeadCount, s *domain.Surroundings) { c.Count, c.Date = -1, date(t, "2023-01-01") },
			[]string{"count COUNT_NEGATIVE", future, notOpen, ended},
		},
		"everything, nothing known": {
			func(c *domain.HeadCount, s *domain.Surroundings) {
				c.Count, c.Date, s.Location, s.Programme = 101, date(t, "2022-06-16"), nil, nil
			},
			[]string{"count COUNT_ABSURD", future, "location_id LOCATION_UNKNOWN", "programme_id PROGRAMME_UNKNOWN"},
		},
		"unreadable date is told elsewhere": {
			func(c *domain.HeadCount, s *domain.Surroundings) { c.Count, c.Date = -1, date(t, "") }, []string{"count COUNT_NEGATIVE"},
		},
		"unreadable date, nothing known": {
			func(c *domain.HeadCount, s *domain.Surroundings) {
				c.Date, s.Location, s.Programme = date(t, ""), nil, nil
			},
			[]string{"location_id LOCATION_UNKNOWN", "programme_id PROGRAMME_UNKNOWN"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, s := good(t), around(t)
			tt.change(&c, &s)
			requireBroken(t, tt.want, c.Check(s))
		})
	}
}

func TestViolationRepeatsTheValuesThatBrokeTheRule(t *testing.T) {
	c, s := good(t), around(t)
	c.Count, c.Date = 101, date(t, "2023-01-01")
	require.Equal(t, []fault.Field{
		{Path: "count", Reason: "COUNT_ABSURD", Text: "101 is above 100, the largest count that is believed."},
		{Path: "date", Reason: "DATE_IN_FUTURE", Text: "2023-01-01 is after today, 2022-06-15."},
		{Path: "date", Reason: "LOCATION_NOT_OPEN", Text: "The location is not open on 2023-01-01."},
		{Path: "date", Reason: "PROGRAMME_ENDED", Text: "The programme ends on 2022-10-31."},
	}, c.Check(s))
}

// The rules written down a second time, with dates as text: whatever the values, every rule that is broken is told, and
// no other.
func TestEveryBrokenRuleIsToldAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := domain.Location{Opening: anyDate().Draw(t, "opening"), Closing: anyEnd().Draw(t, "closing")}
		p := domain.Programme{Start: anyDate().Draw(t, "start"), End: anyEnd().Draw(t, "end")}
		c := domain.HeadCount{Count: rapid.Int64Range(-2, 7).Draw(t, "count"), Date: anyDate().Draw(t, "date")}
		s := domain.Surroundings{Today: anyDate().Draw(t, "today"), MaxCount: 5, Location: &l, Programme: &p}
		day := c.Date.String()
		var want []string
		add := func(broken bool, rule string) {
			if broken {
				want = append(want, rule)
			}
		}
		add(c.Count < 0, "count COUNT_NEGATIVE")
		add(c.Count > 5, "count COUNT_ABSURD")
		add(day > s.Today.String(), "date DATE_IN_FUTURE")
		add(day < l.Opening.String() || (l.Closing.String() != "" && day > l.Closing.String()), "date LOCATION_NOT_OPEN")
		add(day < p.Start.String(), "date PROGRAMME_NOT_STARTED")
		// A programme that ends before it starts cannot be stored; of one that did, its start is told.
		add(day >= p.Start.String() && p.End.String() != "" && day > p.End.String(), "date PROGRAMME_ENDED")

		requireBroken(t, want, c.Check(s))
	})
}
