package hsds

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestRuleIsSaidInTheFieldsOfTheProfileWhereItCanBe(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	const otherwise = "Op wisselende dagen; de data staan in de agenda."
	for name, test := range map[string]struct {
		rule, end string
		want      schedule
	}{
		"once":             {"", "", schedule{ValidTo: "2026-03-03"}},
		"weekly, no day":   {"FREQ=WEEKLY;COUNT=2", "", schedule{ValidTo: "2026-03-10", Freq: "WEEKLY", Interval: 1, ByDay: "TU"}},
		"every other week": {"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=2", "", schedule{ValidTo: "2026-03-17", Freq: "WEEKLY", Interval: 2, ByDay: "TU"}},
		"daily":            {"FREQ=DAILY;COUNT=3", "", schedule{ValidTo: "2026-03-05", Freq: "WEEKLY", Interval: 1, ByDay: "MO,TU,WE,TH,FR,SA,SU"}},
		"on working days":  {"FREQ=DAILY;BYDAY=TU,WE;COUNT=3", "", schedule{ValidTo: "2026-03-10", Freq: "WEEKLY", Interval: 1, ByDay: "TU,WE"}},
		"first of a month": {"FREQ=MONTHLY;BYDAY=1TU;COUNT=2", "", schedule{ValidTo: "2026-04-07", Freq: "MONTHLY", Interval: 1, ByDay: "1TU"}},
		"day of the month": {"FREQ=MONTHLY;COUNT=2", "", schedule{ValidTo: "2026-04-03", Freq: "MONTHLY", Interval: 1, ByMonthDay: "3"}},
		"it ends earlier":  {"FREQ=WEEKLY;UNTIL=20261231", "2026-03-20", schedule{ValidTo: "2026-03-17", Freq: "WEEKLY", Interval: 1, ByDay: "TU"}},
		"written small":    {"rrule:freq=weekly;count=1", "", schedule{ValidTo: "2026-03-03", Freq: "WEEKLY", Interval: 1, ByDay: "TU"}},
		"every third day":  {"FREQ=DAILY;INTERVAL=3;COUNT=2", "", schedule{ValidTo: "2026-03-06", Description: otherwise}},
		"yearly":           {"FREQ=YEARLY;COUNT=2", "", schedule{ValidTo: "2027-03-03", Description: otherwise}},
		"in some months":   {"FREQ=WEEKLY;BYMONTH=3;COUNT=1", "", schedule{ValidTo: "2026-03-03", Description: otherwise}},
		"Friday the 13th":  {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=1", "", schedule{ValidTo: "2026-03-13", DTStart: "2026-03-13", Description: otherwise}},
	} {
		t.Run(name, func(t *testing.T) {
			s := &activitiesv1.OfferSchedule{
				StartDate: "2026-03-03", TimeOfDay: "23:30", DurationMinutes: 90, RecurrenceRule: test.rule,
			}
			if test.end != "" {
				s.EndDate = proto.String(test.end)
			}
			got := (&API{zone: zone}).scheduleOf(&activitiesv1.Offer{Id: "x", Schedule: s})
			test.want.ID, test.want.ServiceID, test.want.ValidFrom = got.ID, "x", "2026-03-03"
			test.want.OpensAt, test.want.ClosesAt = "23:30", "01:00"
			if test.want.DTStart == "" {
				test.want.DTStart = "2026-03-03"
			}
			require.Equal(t, test.want, got)
		})
	}
}
