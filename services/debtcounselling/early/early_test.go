package early_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/debtcounselling/early"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func on(t testing.TB, text string) civil.Date {
	t.Helper()
	date, err := civil.ParseDate(text)
	require.NoError(t, err)
	return date
}

func builtIn(t testing.TB) domain.EarlyRules {
	t.Helper()
	rules, err := early.Parse(early.BuiltIn)
	require.NoError(t, err)
	return rules
}

func TestSignalIsCheckedByTheCovenantThatHeldOnItsDate(t *testing.T) {
	rules := builtIn(t)
	const recent, old, none = "ARREARS_TOO_RECENT", "ARREARS_TOO_OLD", "NO_LEGAL_BASIS"
	for name, tt := range map[string]struct {
		partner, date string
		days          int
		crisis        bool
		want          string
	}{
		"rent of 29 days":                        {"rent", "2026-11-20", 29, false, recent},
		"rent of 30 days":                        {"rent", "2026-11-20", 30, false, ""},
		"rent of 100 days":                       {"rent", "2026-11-20", 100, false, ""},
		"rent of 101 days":                       {"rent", "2026-11-20", 101, false, old},
		"rent of 101 days, and an eviction":      {"rent", "2026-11-20", 101, true, ""},
		"rent of 29 days, and an eviction":       {"rent", "2026-11-20", 29, true, recent},
		"rent of 101 days under the first":       {"rent", "2021-06-01", 101, false, old},
		"care of 101 days":                       {"care", "2026-11-20", 101, false, old},
		"energy of 49 days until 2022-11-29":     {"energy", "2022-11-29", 49, false, recent},
		"energy of 50 days until 2022-11-29":     {"energy", "2022-11-29", 50, false, ""},
		"energy of 101 days until 2022-11-29":    {"energy", "2022-11-29", 101, false, old},
		"energy of 29 days since 2022-11-30":     {"energy", "2022-11-30", 29, false, recent},
		"energy of 30 days since 2022-11-30":     {"energy", "2022-11-30", 30, false, ""},
		"energy of 400 days since 2022-11-30":    {"energy", "2022-11-30", 400, false, ""},
		"water of 30 days until 2022-11-29":      {"water", "2022-11-29", 30, false, ""},
		"water of 101 days until 2022-11-29":     {"water", "2022-11-29", 101, false, old},
		"water of 101 days since 2022-11-30":     {"water", "2022-11-30", 101, false, ""},
		"student finance, of which none is read": {"student_finance", "2026-11-20", 1, false, ""},
		"municipal taxes in 2020":                {"municipal_taxes", "2020-12-31", 40, false, ""},
		"municipal taxes since 2021":             {"municipal_taxes", "2021-01-01", 40, false, none},
	} {
		t.Run(name, func(t *testing.T) {
			told := on(t, tt.date)
			e := domain.EarlySignal{
				Partner: tt.partner, PartnerName: "Partner", Reference: "1", Arisen: told.AddDays(-tt.days), Date: told, Crisis: tt.crisis,
				Person: person.Person{Surname: "Smit"}, Address: domain.Address{Postcode: "1315 AB", HouseNumber: "1"},
			}
			met := domain.Preconditions{Contact: true, HelpNamed: true, Reminded: true, TransferOffered: true}
			broken := e.Check(met, rules, on(t, "2026-11-26"))
			if tt.want == "" {
				require.Empty(t, broken)
				return
			}
			require.Len(t, broken, 1)
			require.Equal(t, tt.want, broken[0].Reason)
		})
	}
}

func TestPeriodsOfTheBuiltInRules(t *testing.T) {
	rules := builtIn(t)
	require.Equal(t, on(t, "2026-12-20"), rules.MatchingUntil(on(t, "2026-11-20")))
	require.Equal(t, on(t, "2026-12-26"), rules.SuspendedUntil(on(t, "2026-11-26")))
}

func TestEverythingThatIsWrongWithRulesIsAnsweredByLine(t *testing.T) {
	const header = "kind,partner,from,days,source\n"
	const periods = "matching,,2020-01-01,30,x\nsuspension,,2020-01-01,30,x\n"
	for name, tt := range map[string]struct {
		csv  string
		want []string
	}{
		"no heading":     {"a,b,c,d,e\n", []string{"the first line is kind,partner,from,days,source"}},
		"all of a line":  {header + "arrears,rent,soon,x,\n", []string{"line 2", `"arrears" is no kind`, "soon", "days is a number above 0", "read is missing"}},
		"no partner":     {header + "arrears_least,landlord,2020-01-01,30,x\n", []string{`"landlord" is no kind of partner`}},
		"of a partner":   {header + "matching,rent,2020-01-01,30,x\n", []string{"matching is not of a kind of partner"}},
		"no days":        {header + "arrears_least,rent,2020-01-01,,x\n", []string{"days are missing"}},
		"no periods":     {header + "arrears_least,rent,2020-01-01,30,x\n", []string{"no rule for matching", "no rule for suspension"}},
		"nothing fits":   {header + periods + "arrears_least,rent,2020-01-01,30,x\narrears_most,rent,2021-01-01,20,x\n", []string{"on 2021-01-01 arrears of rent are at least 30 days and at most 20"}},
		"negative days":  {header + "matching,,2020-01-01,-1,x\n", []string{"days is a number above 0"}},
		"too few fields": {header + "matching\n", []string{"wrong number of fields"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := early.Parse([]byte(tt.csv))
			require.Error(t, err)
			for _, part := range tt.want {
				require.Contains(t, err.Error(), part)
			}
		})
	}
	rules, err := early.Parse([]byte(header + periods))
	require.NoError(t, err)
	require.Len(t, rules, 2)
}
