package domain_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

func TestGroupIsOneToTheLargestThatIsBelieved(t *testing.T) {
	tests := map[string]struct {
		size, most int64
		want       []string
	}{
		"less than nobody": {math.MinInt64, 40, []string{"group_size GROUP_EMPTY"}},
		"nobody":           {0, 40, []string{"group_size GROUP_EMPTY"}},
		"one":              {1, 40, nil},
		"the most":         {40, 40, nil},
		"more":             {41, 40, []string{"group_size GROUP_ABSURD"}},
		"largest there is": {math.MaxInt64, 40, []string{"group_size GROUP_ABSURD"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { requireBroken(t, tt.want, domain.CheckGroup(tt.size, tt.most)) })
	}
}

func met(t require.TestingT) domain.Contact {
	return domain.Contact{
		ID: "contact", Channel: "street", GroupSize: 5, Version: 1, Occasion: domain.Occasion{
			ProgrammeID: "this", Date: date(t, "2022-06-01"), Wijk: areas.Wijk{Code: "WK2", Edition: 2022},
		},
	}
}

func TestContactTellsEveryBrokenRuleAtOnce(t *testing.T) {
	c := met(t)
	require.Empty(t, c.Check(register(t), 40))
	c.GroupSize, c.Date, c.Wijk = 41, date(t, "2023-01-01"), areas.Wijk{}
	requireBroken(t, []string{
		"group_size GROUP_ABSURD", "date DATE_IN_FUTURE", "wijk_code PLACE_MISSING", "date PROGRAMME_ENDED",
	}, c.Check(register(t), 40))
}

func TestCorrectionOfAContactKeepsWhatWasBefore(t *testing.T) {
	c := met(t)
	by := domain.ContactCorrection{ID: "one", GroupSize: 9, Reason: "missed", Created: noon()}
	require.NoError(t, c.Correct(&by, 40))
	require.Equal(t, domain.ContactCorrection{
		ID: "one", ContactID: "contact", Version: 2, GroupSize: 9, Channel: "street", Reason: "missed", PreviousGroupSize: 5,
		PreviousChannel: "street", Created: noon(),
	}, by)
	want := met(t)
	want.GroupSize, want.Version, want.Updated = 9, 2, noon()
	require.Equal(t, want, c)
}

func TestCorrectionOfAContactThatBreaksARuleChangesNothing(t *testing.T) {
	gone := met(t)
	require.NoError(t, gone.Correct(&domain.ContactCorrection{Withdrawn: true}, 40))
	tests := map[string]struct {
		of     domain.Contact
		by     domain.ContactCorrection
		reason string
	}{
		"nobody":                {met(t), domain.ContactCorrection{}, "GROUP_EMPTY"},
		"too many":              {met(t), domain.ContactCorrection{GroupSize: 41}, "GROUP_ABSURD"},
		"withdrawn with people": {met(t), domain.ContactCorrection{Withdrawn: true, GroupSize: 1}, "GROUP_OF_WITHDRAWN"},
		"of a withdrawn one":    {gone, domain.ContactCorrection{GroupSize: 3}, "CONTACT_WITHDRAWN"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, by := tt.of, tt.by
			err := c.Correct(&by, 40)
			require.Error(t, err)
			require.Contains(t, reasons(t, err), tt.reason)
			require.Equal(t, tt.of, c)
			require.Equal(t, tt.by, by)
		})
	}
}

// reasons answers the reason of a fault and those of its fields.
func reasons(t require.TestingT, err error) (list []string) {
	var f *fault.Error
	require.ErrorAs(t, err, &f)
	list = append(list, f.Reason)
	for _, field := range f.Fields {
		list = append(list, field.Reason)
	}
	return list
}
