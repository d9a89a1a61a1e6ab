package events_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
)

// A kind of fact that has no event here would stop the account with a nil message.
func TestEveryKindOfFactThatACatalogueMayNameHasItsEvent(t *testing.T) {
	var schema struct {
		Defs struct {
			Measure struct {
				Properties struct {
					Facts struct {
						Items struct{ Enum []string }
					}
				}
			}
		} `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal(catalogue.Schema(), &schema))
	require.ElementsMatch(t, domain.FactKinds(), schema.Defs.Measure.Properties.Facts.Items.Enum)
	names := map[string]bool{}
	for _, kind := range domain.FactKinds() {
		list := events.Sources(domain.Measure{Kind: "count", Facts: []string{kind}})
		require.Len(t, list, 1, kind)
		names[list[0]] = true
	}
	require.Len(t, names, len(domain.FactKinds()), "each is read from another event")
}

func TestSourcesAreTheEventsThatAFigureIsCountedFrom(t *testing.T) {
	list, err := account(t).Figures(2022, domain.Counted{}, nil)
	require.NoError(t, err)
	got := map[string][]string{}
	for _, f := range list {
		got[f.Indicator.ID] = events.Sources(f.Indicator.Measure)
		require.NotEmpty(t, got[f.Indicator.ID], f.Indicator.ID)
	}
	require.Equal(t, []string{"meedoen.activities.v1.HeadCountSaved"}, got["centre-visits"])
	require.Equal(t, []string{"meedoen.activities.v1.LocationSaved"}, got["centres"])
	require.Equal(t, []string{
		"meedoen.activities.v1.AttendanceSaved", "meedoen.activities.v1.ContactSaved", "meedoen.activities.v1.HeadCountSaved",
	}, got["youth-contacts"])
	require.Equal(t, []string{
		"meedoen.volunteers.v1.AssignmentYearSaved", "meedoen.volunteers.v1.HoursSaved",
	}, got["mediation-volunteers"])
	require.Empty(t, events.Sources(domain.Measure{}), "nobody records it yet")
}
