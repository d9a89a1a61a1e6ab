package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// limits are those of 2022 to 2024 as published; those of an hour of 2022 were not read.
func limits() domain.AllowanceLimits {
	return domain.AllowanceLimits{
		2022: {Year: 2022, Month: 180_00, Total: 1800_00},
		2023: {Year: 2023, HourFrom21: 5_00, HourUnder21: 2_75, Month: 190_00, Total: 1900_00},
		2024: {Year: 2024, HourFrom21: 5_50, HourUnder21: 3_25, Month: 210_00, Total: 2100_00},
	}
}

// paid answers a compensation of an amount for expenses.
func paid(t testing.TB, id, on string, cents int) domain.Compensation {
	t.Helper()
	return domain.Compensation{ID: id, Paid: date(t, on), Cents: cents}
}

func TestAllowanceIsHeldAgainstEveryLimit(t *testing.T) {
	born := person.Birth{Date: date(t, "2002-06-15")} // 21 on 15 June 2023
	rate := func(rate, cents int, paid string, days ...string) domain.Compensation {
		c := domain.Compensation{ID: "c", Paid: date(t, paid), Rate: rate, Cents: cents}
		for _, day := range days {
			c.Days = append(c.Days, date(t, day))
		}
		return c
	}
	flag := func(limit domain.AllowanceLimit, id, period string, most, actual, taxable int) domain.AllowanceFlag {
		return domain.AllowanceFlag{Limit: limit, ID: id, Period: period, Most: most, Actual: actual, Taxable: taxable}
	}
	unknown := func(limits ...domain.AllowanceLimit) (list []domain.Unchecked) {
		for _, limit := range limits {
			list = append(list, domain.Unchecked{Limit: limit, Reason: domain.LimitUnknown})
		}
		return list
	}
	tests := map[string]struct {
		all       []domain.Compensation
		birth     person.Birth
		flags     []domain.AllowanceFlag
		unchecked []domain.Unchecked
	}{
		// The example of the Belastingdienst for 2023: an allowance and expenses of EUR 208 together in a month.
		"EUR 208 in a month of 2023": {
			[]domain.Compensation{paid(t, "c", "2023-05-31", 58_00), rate(4_50, 150_00, "2023-05-02")}, born,
			[]domain.AllowanceFlag{flag(domain.MonthLimit, "", "2023-05", 190_00, 208_00, 208_00)}, nil,
		},
		"EUR 208 in a month of 2024": {[]domain.Compensation{paid(t, "c", "2024-05-31", 208_00)}, born, nil, nil},
		"the maximum of a month":     {[]domain.Compensation{paid(t, "c", "2023-05-31", 190_00)}, born, nil, nil},
		"a cent over it": {
			[]domain.Compensation{paid(t, "c", "2023-05-31", 190_01)}, born,
			[]domain.AllowanceFlag{flag(domain.MonthLimit, "", "2023-05", 190_00, 190_01, 190_01)}, nil,
		},
		"months are not averaged": {
			[]domain.Compensation{paid(t, "c", "2023-05-31", 200_00), paid(t, "d", "2023-06-30", 0)}, born,
			[]domain.AllowanceFlag{flag(domain.MonthLimit, "", "2023-05", 190_00, 200_00, 200_00)}, nil,
		},
		"another month was over, which is told there": {
			[]domain.Compensation{paid(t, "c", "2023-05-31", 10_00), paid(t, "d", "2023-06-30", 200_00)}, born, nil, nil,
		},
		"eleven full months of 2023 passed the year": {
			[]domain.Compensation{paid(t, "c", "2023-12-01", 1_00), paid(t, "d", "2023-01-01", 1900_00), paid(t, "e", "2022-12-31", 5_00)},
			born, []domain.AllowanceFlag{flag(domain.YearLimit, "", "2023", 1900_00, 1901_00, 1901_00)}, nil,
		},
		"an hour at 20, over the lower maximum": {
			[]domain.Compensation{rate(2_76, 27_60, "2023-07-01", "2023-06-14")}, born,
			[]domain.AllowanceFlag{flag(domain.HourUnder21, "c", "", 2_75, 2_76, 27_60)}, nil,
		},
		"an hour at 21, the day of the birthday": {
			[]domain.Compensation{rate(5_00, 50_00, "2023-07-01", "2023-06-15")}, born, nil, nil,
		},
		"hours on both sides of the birthday": {
			[]domain.Compensation{rate(5_01, 50_10, "2023-07-01", "2023-06-14", "2023-06-15")}, born,
			[]domain.AllowanceFlag{
				flag(domain.HourFrom21, "c", "", 5_00, 5_01, 50_10), flag(domain.HourUnder21, "c", "", 2_75, 5_01, 50_10),
			}, nil,
		},
		"hours of 2023 that are paid in 2024": {
			[]domain.Compensation{rate(5_50, 55_00, "2024-01-05", "2023-12-31")}, born, nil, nil,
		},
		"the hour of 2022 was not read": {
			[]domain.Compensation{rate(9_00, 181_00, "2022-07-01", "2022-06-14")}, person.Birth{Year: 1980},
			[]domain.AllowanceFlag{flag(domain.MonthLimit, "", "2022-07", 180_00, 181_00, 181_00)}, unknown(domain.HourFrom21),
		},
		"a year of which nothing is known": {
			[]domain.Compensation{rate(3_00, 30_00, "2026-07-01", "2026-06-14")}, born, nil,
			unknown(domain.HourFrom21, domain.MonthLimit, domain.YearLimit),
		},
		"20 or 21, within the lower maximum": {
			[]domain.Compensation{rate(2_75, 27_50, "2023-07-01", "2023-06-14")}, person.Birth{Year: 2002}, nil, nil,
		},
		"20 or 21, between the two": {
			[]domain.Compensation{rate(3_00, 30_00, "2023-07-01", "2023-06-14")}, person.Birth{Year: 2002}, nil,
			[]domain.Unchecked{{Limit: domain.HourUnder21, Reason: domain.AgeUnknown}},
		},
		"of an age that nobody knows, over both": {
			[]domain.Compensation{rate(5_01, 50_10, "2023-07-01", "2023-06-14")}, person.Birth{},
			[]domain.AllowanceFlag{flag(domain.HourFrom21, "c", "", 5_00, 5_01, 50_10)}, nil,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := limits().Assess("c", tt.all, tt.birth)
			require.Equal(t, tt.flags, got.Flags)
			require.Equal(t, tt.unchecked, got.Unchecked)
		})
	}
}

// compensations draws what one volunteer got in some months of 2023.
func compensations(t *rapid.T) []domain.Compensation {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) domain.Compensation {
		return domain.Compensation{
			ID:    rapid.StringMatching("[a-z]{8}").Draw(t, "id"),
			Paid:  civil.Date{Year: 2023, Month: time.Month(rapid.IntRange(1, 4).Draw(t, "month")), Day: 1},
			Cents: rapid.IntRange(1, 300_00).Draw(t, "cents"), Rate: rapid.IntRange(0, 7_00).Draw(t, "rate"),
			Days: []civil.Date{{Year: 2023, Month: time.January, Day: rapid.IntRange(1, 31).Draw(t, "day")}},
		}
	}), 1, 12).Draw(t, "compensations")
}

func TestMoreNeverPassesFewerLimits(t *testing.T) {
	birth := person.Birth{Date: civil.Date{Year: 2002, Month: time.January, Day: 15}}
	rapid.Check(t, func(t *rapid.T) {
		all := compensations(t)
		id := all[0].ID
		before := limits().Assess(id, all, birth)
		more := append([]domain.Compensation(nil), all...)
		more[rapid.IntRange(0, len(more)-1).Draw(t, "which")].Cents += rapid.IntRange(0, 500_00).Draw(t, "more")
		after := limits().Assess(id, more, birth)
		passed := map[domain.AllowanceLimit]int{}
		for _, f := range after.Flags {
			passed[f.Limit] = f.Over()
		}
		for _, f := range before.Flags {
			require.Contains(t, passed, f.Limit)
			require.GreaterOrEqual(t, passed[f.Limit], f.Over())
		}
		require.Equal(t, before.Unchecked, after.Unchecked)
	})
}

func TestFlagsOfSumsSayAllThatWasPaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := compensations(t)
		one := all[rapid.IntRange(0, len(all)-1).Draw(t, "one")]
		month, year := 0, 0
		for _, c := range all {
			year += c.Cents
			if c.Paid == one.Paid {
				month += c.Cents
			}
		}
		passed := map[domain.AllowanceLimit]int{}
		for _, f := range limits().Assess(one.ID, all, person.Birth{Year: 1980}).Flags {
			require.Positive(t, f.Over())
			require.Equal(t, f.Actual, f.Most+f.Over())
			passed[f.Limit] = f.Taxable
		}
		require.Equal(t, month > 190_00, passed[domain.MonthLimit] == month)
		require.Equal(t, year > 1900_00, passed[domain.YearLimit] == year)
	})
}
