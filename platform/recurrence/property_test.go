package recurrence_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/recurrence"
)

var weekdays = []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// anyRule draws a rule that is written well; it need not occur.
func anyRule(t *rapid.T) string {
	freq := rapid.SampledFrom([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}).Draw(t, "freq")
	parts := []string{"FREQ=" + freq}
	optional := func(name string, values ...string) {
		if rapid.Bool().Draw(t, name) {
			most := 3
			if name == "WKST" {
				most = 1
			}
			some := rapid.SliceOfNDistinct(rapid.SampledFrom(values), 1, most, rapid.ID[string]).Draw(t, name)
			parts = append(parts, name+"="+strings.Join(some, ","))
		}
	}
	parts = append(parts, "INTERVAL="+rapid.SampledFrom([]string{"1", "2", "3", "7"}).Draw(t, "interval"))
	switch freq {
	case "MONTHLY":
		optional("BYDAY", append(weekdays, "1SA", "5MO", "-1SU", "-5TU")...)
	case "YEARLY":
		optional("BYWEEKNO", "1", "2", "52", "53", "-1", "-53")
		optional("BYYEARDAY", "1", "60", "366", "-1", "-366")
		optional("BYDAY", weekdays...)
	default:
		optional("BYDAY", weekdays...)
	}
	optional("BYMONTH", "1", "2", "3", "10", "12")
	if freq != "WEEKLY" {
		optional("BYMONTHDAY", "1", "13", "29", "31", "-1", "-30")
	}
	optional("WKST", weekdays...)
	if slices.ContainsFunc(parts, func(part string) bool { return strings.HasPrefix(part, "BY") }) {
		optional("BYSETPOS", "1", "2", "31", "366", "-1", "-366")
	}
	if rapid.Bool().Draw(t, "by count") {
		return strings.Join(append(parts, "COUNT="+rapid.SampledFrom([]string{"1", "5", "40"}).Draw(t, "count")), ";")
	}
	return strings.Join(append(parts, "UNTIL="+rapid.SampledFrom([]string{"20220401", "20230131"}).Draw(t, "until")), ";")
}

func anySeries(t *rapid.T, zone *time.Location) recurrence.Series {
	start := civil.Date{Year: 2022, Month: time.January, Day: 1}
	day := rapid.Custom(func(t *rapid.T) civil.Date { return start.AddDays(rapid.IntRange(0, 800).Draw(t, "day")) })
	return recurrence.Series{
		Rule: anyRule(t), Start: day.Draw(t, "start"), Exceptions: rapid.SliceOfN(day, 0, 20).Draw(t, "exceptions"),
		At:       civil.Time{Hour: rapid.IntRange(0, 23).Draw(t, "hour"), Minute: rapid.IntRange(0, 59).Draw(t, "minute")},
		Duration: time.Duration(rapid.IntRange(1, 24*60).Draw(t, "minutes")) * time.Minute, Zone: zone,
	}
}

func TestOccurrencesAreSortedAtTheirWallClockAndNeverExceptions(t *testing.T) {
	zone := amsterdam(t)
	rapid.Check(t, func(t *rapid.T) {
		s := anySeries(t, zone)
		list, broken := s.Expand()
		for _, f := range broken {
			require.Contains(t, []string{"RRULE_NEVER_OCCURS", "RRULE_TOO_FAR"}, f.Reason, s.Rule)
		}
		for i, o := range list {
			require.NotContains(t, s.Exceptions, o.Date)
			require.False(t, o.Date.Before(s.Start))
			require.Equal(t, s.Duration, o.End.Sub(o.Start))
			require.Equal(t, o.Date, civil.DateOf(o.Start))
			if s.At.Hour != 2 { // the hour that is skipped once a year
				require.Equal(t, s.At.String(), o.Start.Format("15:04"))
			}
			if i > 0 {
				require.True(t, list[i-1].Start.Before(o.Start))
			}
		}
	})
}

func TestTwoWindowsSideBySideHoldWhatBothHold(t *testing.T) {
	zone := amsterdam(t)
	rapid.Check(t, func(t *rapid.T) {
		list, _ := anySeries(t, zone).Expand()
		begin := time.Date(2021, 12, 1, 0, 0, 0, 0, zone)
		at := rapid.Custom(func(t *rapid.T) time.Time {
			return begin.Add(time.Duration(rapid.IntRange(0, 30_000).Draw(t, "hour")) * time.Hour)
		})
		edges := rapid.SliceOfN(at, 3, 3).Draw(t, "edges")
		if len(list) > 0 {
			edges[1] = rapid.SampledFrom(append(list, recurrence.Occurrence{Start: edges[1]})).Draw(t, "edge").Start
		}
		slices.SortFunc(edges, time.Time.Compare)
		both := recurrence.Between(list, edges[0], edges[2])
		one, other := recurrence.Between(list, edges[0], edges[1]), recurrence.Between(list, edges[1], edges[2])
		require.Equal(t, both, append(one[:len(one):len(one)], other...))
		for _, o := range both {
			require.False(t, o.Start.Before(edges[0]))
			require.True(t, o.Start.Before(edges[2]))
		}
	})
}

func TestWeeklyRuleIsEveryDayThatFits(t *testing.T) {
	zone := amsterdam(t)
	rapid.Check(t, func(t *rapid.T) {
		s := anySeries(t, zone)
		some := rapid.SliceOfNDistinct(rapid.SampledFrom(weekdays), 1, 7, rapid.ID[string]).Draw(t, "days")
		s.Rule = "FREQ=WEEKLY;UNTIL=20231231;BYDAY=" + strings.Join(some, ",")
		last := civil.Date{Year: 2023, Month: time.December, Day: 31}
		var want []civil.Date
		for day := s.Start; !day.After(last); day = day.AddDays(1) {
			if slices.Contains(some, weekdays[day.Weekday()]) && !slices.Contains(s.Exceptions, day) {
				want = append(want, day)
			}
		}
		list, _ := s.Expand()
		var got []civil.Date
		for _, o := range list {
			got = append(got, o.Date)
		}
		require.Equal(t, want, got)
	})
}

func FuzzRule(f *testing.F) {
	for _, seed := range []string{
		"FREQ=WEEKLY;BYDAY=TU;UNTIL=20221231", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=12", "FREQ=DAILY;COUNT=3;INTERVAL=1000",
		"FREQ=YEARLY;BYWEEKNO=53,-53,1;BYDAY=SU;WKST=SU;COUNT=9", "FREQ=YEARLY;BYYEARDAY=366,-366;COUNT=2",
		"FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-366,366,1;COUNT=4", "FREQ=HOURLY", ";;=;=", "FREQ=DAILY;UNTIL=99991231T235959Z",
		"FREQ=YEARLY;BYDAY=53SU,-53MO;BYMONTH=12;UNTIL=20311231", "FREQ=YEARLY;BYDAY=53SU,-53MO;COUNT=2", "FREQ=DAILY;\nCOUNT=1", "FREQ=ſECONDLY;COUNT=٣",
	} {
		f.Add(seed)
	}
	zone := amsterdam(f)
	f.Fuzz(func(t *testing.T, rule string) {
		s := recurrence.Series{
			Rule: rule, Start: civil.Date{Year: 2022, Month: time.January, Day: 1}, Duration: time.Hour, Zone: zone,
		}
		list, broken := s.Expand()
		require.Equal(t, len(broken) > 0, len(list) == 0, "either occurrences, or why not")
		require.LessOrEqual(t, len(list), recurrence.MaxOccurrences)
		for i, o := range list {
			require.False(t, o.Date.Before(s.Start))
			require.True(t, i == 0 || list[i-1].Start.Before(o.Start))
		}
	})
}
