package recurrence_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones, also where the machine has none

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/recurrence"
)

func amsterdam(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	return zone
}

func date(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	require.NoError(t, err)
	return d
}

// weekly is a series of one hour that begins at 14:30.
func weekly(t testing.TB, rule, start string) recurrence.Series {
	return recurrence.Series{
		Rule: rule, Start: date(t, start), At: civil.Time{Hour: 14, Minute: 30}, Duration: time.Hour, Zone: amsterdam(t),
	}
}

func days(list []recurrence.Occurrence) string {
	var all []string
	for _, o := range list {
		all = append(all, o.Date.String())
	}
	return strings.Join(all, " ")
}

func reasons(broken []fault.Field) string {
	var all []string
	for _, f := range broken {
		all = append(all, f.Path+" "+f.Reason)
	}
	return strings.Join(all, ", ")
}

func TestRuleOccursOnTheDaysOfTheStandard(t *testing.T) {
	for rule, c := range map[string]struct{ start, days string }{
		"FREQ=DAILY;COUNT=3":                                    {"2022-12-30", "2022-12-30 2022-12-31 2023-01-01"},
		"FREQ=DAILY;INTERVAL=10;UNTIL=20220131":                 {"2022-01-01", "2022-01-01 2022-01-11 2022-01-21 2022-01-31"},
		"FREQ=WEEKLY;COUNT=2":                                   {"2022-01-05", "2022-01-05 2022-01-12"},
		"FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20220113":                {"2022-01-03", "2022-01-04 2022-01-06 2022-01-11 2022-01-13"},
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=4;WKST=MO":    {"1997-08-05", "1997-08-05 1997-08-10 1997-08-19 1997-08-24"},
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=4;WKST=SU":    {"1997-08-05", "1997-08-05 1997-08-17 1997-08-19 1997-08-31"},
		"FREQ=MONTHLY;COUNT=3":                                  {"2022-01-31", "2022-01-31 2022-03-31 2022-05-31"},
		"FREQ=MONTHLY;BYDAY=1FR;COUNT=2":                        {"1997-09-05", "1997-09-05 1997-10-03"},
		"FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3":                    {"2023-12-01", "2023-12-31 2024-01-31 2024-02-29"},
		"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2":           {"1997-09-02", "1998-02-13 1998-03-13"},
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=2": {"1997-09-29", "1997-09-29 1997-10-30"},
		"FREQ=YEARLY;COUNT=3":                                   {"2020-02-29", "2020-02-29 2024-02-29 2028-02-29"},
		"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=2":              {"1997-05-12", "1997-05-12 1998-05-11"},
		"FREQ=YEARLY;BYYEARDAY=1,100;COUNT=3":                   {"1997-01-01", "1997-01-01 1997-04-10 1998-01-01"},
		"rrule:freq=weekly;byday=we;count=1":                    {"2022-01-03", "2022-01-05"},
		"FREQ=WEEKLY;UNTIL=20220112T143000":                     {"2022-01-05", "2022-01-05 2022-01-12"},
		"FREQ=WEEKLY;UNTIL=20220112T142959":                     {"2022-01-05", "2022-01-05"},
		"FREQ=WEEKLY;UNTIL=20220112T133000Z":                    {"2022-01-05", "2022-01-05 2022-01-12"},
		"FREQ=WEEKLY;UNTIL=20220112T132959Z":                    {"2022-01-05", "2022-01-05"},
	} {
		list, broken := weekly(t, rule, c.start).Expand()
		require.Empty(t, broken, rule)
		require.Equal(t, c.days, days(list), rule)
	}
}

func TestWallClockStaysTheSameWhenTheClocksChange(t *testing.T) {
	list, broken := weekly(t, "FREQ=WEEKLY;COUNT=2", "2022-03-22").Expand()
	require.Empty(t, broken)
	require.Equal(t, "2022-03-22T13:30:00Z", list[0].Start.UTC().Format(time.RFC3339))
	require.Equal(t, "2022-03-29T12:30:00Z", list[1].Start.UTC().Format(time.RFC3339))
	require.Equal(t, 7*24*time.Hour-time.Hour, list[1].Start.Sub(list[0].Start))
}

func TestDurationIsElapsedTimeInTheNightsThatTheClocksChange(t *testing.T) {
	for start, want := range map[string][2]string{
		"2022-03-26": {"2022-03-26T23:00:00+01:00", "2022-03-27T06:00:00+02:00"}, // a night of 23 hours
		"2022-10-29": {"2022-10-29T23:00:00+02:00", "2022-10-30T04:00:00+01:00"}, // one of 25
		"2022-11-05": {"2022-11-05T23:00:00+01:00", "2022-11-06T05:00:00+01:00"},
	} {
		s := weekly(t, "FREQ=DAILY;COUNT=1", start)
		s.At, s.Duration = civil.Time{Hour: 23}, 6*time.Hour
		list, broken := s.Expand()
		require.Empty(t, broken)
		require.Equal(t, want, [2]string{list[0].Start.Format(time.RFC3339), list[0].End.Format(time.RFC3339)})
	}
}

func TestTimeThatTheClocksSkipOrShowTwiceKeepsItsDay(t *testing.T) {
	for start, want := range map[string]string{
		"2022-03-26": "2022-03-26T02:30:00+01:00 2022-03-27T03:30:00+02:00 2022-03-28T02:30:00+02:00",
		"2022-10-29": "2022-10-29T02:30:00+02:00 2022-10-30T02:30:00+02:00 2022-10-31T02:30:00+01:00",
	} {
		s := weekly(t, "FREQ=DAILY;COUNT=3", start)
		s.At = civil.Time{Hour: 2, Minute: 30}
		list, broken := s.Expand()
		require.Empty(t, broken)
		var starts []string
		for i, o := range list {
			starts = append(starts, o.Start.Format(time.RFC3339))
			require.Equal(t, s.Start.AddDays(i), o.Date)
		}
		require.Equal(t, want, strings.Join(starts, " "))
	}
}

func TestExceptionsDoNotTakePlace(t *testing.T) {
	s := weekly(t, "FREQ=WEEKLY;COUNT=4", "2022-04-20")
	s.Exceptions = []civil.Date{date(t, "2022-04-27"), date(t, "2022-05-05")} // the second is a Thursday
	list, broken := s.Expand()
	require.Empty(t, broken)
	require.Equal(t, "2022-04-20 2022-05-04 2022-05-11", days(list))
}

func TestSeriesThatCannotBeIsRefusedWithItsReason(t *testing.T) {
	for rule, want := range map[string]string{
		"":                        "rule RRULE_INVALID, rule RRULE_INVALID, rule RRULE_WITHOUT_END",
		"FREQ=WEEKLY":             "rule RRULE_WITHOUT_END",
		"BYDAY=TU;COUNT=2":        "rule RRULE_INVALID",
		"FREQ=HOURLY;COUNT=2":     "rule RRULE_TOO_FINE",
		"FREQ=MINUTELY;COUNT=2":   "rule RRULE_TOO_FINE",
		"FREQ=SECONDLY;COUNT=2":   "rule RRULE_TOO_FINE",
		"FREQ=DAILY;COUNT=1001":   "rule RRULE_TOO_MANY",
		"FREQ=DAILY;COUNT=999999": "rule RRULE_TOO_MANY",
		"FREQ=DAILY;BYHOUR=9,10;BYMINUTE=30;COUNT=2": "rule RRULE_TOO_FINE, rule RRULE_TOO_FINE",
		"FREQ=WEEKLY;UNTIL=20311231":                 "",
		"FREQ=WEEKLY;UNTIL=20320102":                 "rule RRULE_TOO_FAR",
		"FREQ=YEARLY;COUNT=12":                       "rule RRULE_TOO_FAR",
		"FREQ=WEEKLY;UNTIL=20211231":                 "rule RRULE_NEVER_OCCURS",
		"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1": "rule RRULE_NEVER_OCCURS",
		"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6;COUNT=1":   "rule RRULE_NEVER_OCCURS",
		"FREQ=DAILY;COUNT=2;COUNT=3":                 "rule RRULE_INVALID",
		"FREQ=DAILY;COUNT=2;UNTIL=20220201":          "rule RRULE_INVALID",
		"FREQ=DAILY;COUNT=0":                         "rule RRULE_INVALID",
		"FREQ=DAILY;COUNT=-1":                        "rule RRULE_INVALID",
		"FREQ=DAILY;COUNT=2;INTERVAL=0":              "rule RRULE_INVALID",
		"FREQ=DAILY;COUNT=2;INTERVAL=1001":           "rule RRULE_INVALID",
		"FREQ=DAILY;COUNT=99999999999999999999":      "rule RRULE_INVALID",
		"FREQ=FORTNIGHTLY;COUNT=2;BYDAY=XX":          "rule RRULE_INVALID, rule RRULE_INVALID",
		"FREQ=DAILY;COUNT=2;BYEASTER=0":              "rule RRULE_INVALID",
		"FREQ=DAILY;COUNT=2;DTSTART=20220101":        "rule RRULE_INVALID",
		"FREQ=DAILY;COUNT=2;":                        "rule RRULE_INVALID",
		"FREQ=DAILY;COUNT=":                          "rule RRULE_INVALID",
		"FREQ=DAILY;UNTIL=20220230":                  "rule RRULE_INVALID",
		"FREQ=DAILY;UNTIL=2022-02-03":                "rule RRULE_INVALID",
		"FREQ=WEEKLY;BYDAY=2MO;COUNT=2":              "rule RRULE_INVALID",
		"FREQ=MONTHLY;BYDAY=0MO;COUNT=2":             "rule RRULE_INVALID",
		"FREQ=YEARLY;BYDAY=54MO;COUNT=2":             "rule RRULE_INVALID",
		"FREQ=MONTHLY;BYDAY=6MO;COUNT=2":             "rule RRULE_INVALID",
		"FREQ=YEARLY;BYMONTH=12;BYDAY=-6MO;COUNT=2":  "rule RRULE_INVALID",
		"FREQ=WEEKLY;BYMONTHDAY=2;COUNT=2":           "rule RRULE_INVALID",
		"FREQ=MONTHLY;BYMONTHDAY=32;COUNT=2":         "rule RRULE_INVALID",
		"FREQ=MONTHLY;BYMONTH=13;COUNT=2":            "rule RRULE_INVALID",
		"FREQ=MONTHLY;BYYEARDAY=2;COUNT=2":           "rule RRULE_INVALID",
		"FREQ=MONTHLY;BYWEEKNO=2;COUNT=2":            "rule RRULE_INVALID",
		"FREQ=YEARLY;BYWEEKNO=2;BYDAY=1MO;COUNT=2":   "rule RRULE_INVALID",
		"FREQ=MONTHLY;BYSETPOS=1;COUNT=2":            "rule RRULE_INVALID",
		"FREQ=WEEKLY;WKST=2MO;COUNT=2":               "rule RRULE_INVALID",
		strings.Repeat("FREQ=DAILY;", 50):            "rule RRULE_INVALID",
	} {
		_, broken := weekly(t, rule, "2022-01-01").Expand()
		require.Equal(t, want, reasons(broken), rule)
	}
}

func TestRefusalSaysHowThePartIsWritten(t *testing.T) {
	_, broken := weekly(t, "FREQ=WEEKLY;BYDAY=DI;COUNT=2", "2022-01-01").Expand()
	require.Equal(t, []fault.Field{{
		Path: "rule", Reason: "RRULE_INVALID",
		Text: "BYDAY=DI is not understood; write days of the week as MO,TH, or in a month or year as 2MO,-1FR.",
	}}, broken)
}

func TestDurationIsMoreThanNothingAndADayAtMost(t *testing.T) {
	for duration, want := range map[time.Duration]string{
		0: "duration DURATION_INVALID", -time.Second: "duration DURATION_INVALID", time.Minute: "", 24 * time.Hour: "",
		24*time.Hour + 1: "duration DURATION_INVALID",
	} {
		s := weekly(t, "FREQ=DAILY;COUNT=1", "2022-01-01")
		s.Duration = duration
		_, broken := s.Expand()
		require.Equal(t, want, reasons(broken), duration)
	}
}

func TestSeriesWithoutAnyDayLeftIsRefused(t *testing.T) {
	s := weekly(t, "FREQ=DAILY;COUNT=1", "2022-01-01")
	s.Exceptions = []civil.Date{s.Start}
	_, broken := s.Expand()
	require.Equal(t, "rule RRULE_NEVER_OCCURS", reasons(broken))
}

func TestSeriesWithoutAReadableStartTellsWhatElseIsWrong(t *testing.T) {
	s := weekly(t, "FREQ=HOURLY", "2022-01-01")
	s.Start, s.Duration = civil.Date{}, 0
	_, broken := s.Expand()
	require.Equal(t, "rule RRULE_TOO_FINE, rule RRULE_WITHOUT_END, duration DURATION_INVALID", reasons(broken))
	s = weekly(t, "FREQ=DAILY;COUNT=1", "2022-01-01")
	s.Start = civil.Date{}
	list, broken := s.Expand()
	require.Empty(t, list)
	require.Empty(t, broken)
}
