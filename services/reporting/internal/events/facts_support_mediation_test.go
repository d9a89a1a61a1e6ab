package events

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/enums"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func goodMediation() *supportv1.MediationSaved {
	return &supportv1.MediationSaved{
		Id: "m", Version: 4, ReferrerKind: supportv1.ReferrerKind_REFERRER_KIND_POLICE,
		ComplaintKind: supportv1.ComplaintKind_COMPLAINT_KIND_NOISE, WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
		Team: "haven", RegisterDate: "2021-12-30", State: supportv1.MediationState_MEDIATION_STATE_CLOSED, StateDate: "2022-02-01",
		Outcome: supportv1.MediationOutcome_MEDIATION_OUTCOME_IMPROVED, Successful: true, LeadDays: 33,
	}
}

func TestMediationCountsWhereItEndedWellOnTheDayItDid(t *testing.T) {
	failed, open := goodMediation(), goodMediation()
	failed.Id, failed.Outcome, failed.Successful = "f", supportv1.MediationOutcome_MEDIATION_OUTCOME_NOT_RESOLVED, false
	open.Id, open.State, open.Outcome = "o", supportv1.MediationState_MEDIATION_STATE_INTAKE, 0
	open.Successful, open.WijkCode, open.WijkYear, open.Stadsdeel = false, "", 0, ""
	want := domain.Fact{
		Kind: "mediation", Date: date(t, "2022-02-01"), Quantity: 1, Asker: "police",
		Area: domain.Area{Wijk: "WK003401", WijkYear: 2022, Stadsdeel: "haven"},
	}
	well, ill, going := want, want, want
	well.ID, well.Result = "m", "improved"
	ill.ID, ill.Result, ill.Withdrawn = "f", "not_resolved", true
	going.ID, going.Area, going.Withdrawn = "o", domain.Area{}, true
	require.Equal(t, map[string]store.Versioned[domain.Fact]{
		"m": {Version: 4, Value: well}, "f": {Version: 4, Value: ill}, "o": {Version: 4, Value: going},
	}, facts(t, goodMediation(), failed, open))
}

// TestEveryWordOfAMediationIsOneOfTheCatalogue: what has no word there could be asked for by no filter.
func TestEveryWordOfAMediationIsOneOfTheCatalogue(t *testing.T) {
	for number := range supportv1.ReferrerKind_name {
		requireKnownWord(t, "fact.asker", enums.Text(supportv1.ReferrerKind(number)))
	}
	for number := range supportv1.MediationOutcome_name {
		requireKnownWord(t, "fact.result", enums.Text(supportv1.MediationOutcome(number)))
	}
}

// requireKnownWord requires that a filter can ask for a word; the empty one is none.
func requireKnownWord(t *testing.T, name, word string) {
	if word == "" {
		return
	}
	_, err := domain.ParseCatalogue([]byte(`from_year: 2022
themes: [{id: meeting, name: Ontmoeting}]
indicators:
  - {id: a, theme: meeting, programme: P, label: l, definition: d, unit: visits, service: support, responsible: R,
     measure: {kind: count, facts: [mediation]}, filter: "`+name+` == '`+word+`'"}
`), catalogue.Schema())
	require.NoError(t, err)
}

func TestMalformedMediationIsPoisonAndSaysWhatIsWrong(t *testing.T) {
	type mediation = *supportv1.MediationSaved
	for name, c := range map[string]struct {
		change func(mediation)
		says   string
	}{
		"by nobody":                {func(m mediation) { m.ReferrerKind = 0 }, "ReferrerKind 0"},
		"about something new":      {func(m mediation) { m.ComplaintKind = 99 }, "ComplaintKind 99"},
		"closed on no day":         {func(m mediation) { m.StateDate = "2022-02-30" }, `"2022-02-30"`},
		"in half a wijk":           {func(m mediation) { m.Stadsdeel = "" }, `in stadsdeel ""`},
		"closed with nothing":      {func(m mediation) { m.Outcome = 0 }, "MediationOutcome 0"},
		"successful while open":    {func(m mediation) { m.State, m.Outcome = 2, 0 }, "of what was not closed"},
		"an outcome while open":    {func(m mediation) { m.State, m.Successful = 2, false }, "of what was not closed"},
		"in a state of the future": {func(m mediation) { m.State, m.Outcome, m.Successful = 99, 0, false }, "MediationState 99"},
	} {
		t.Run(name, func(t *testing.T) {
			m := goodMediation()
			c.change(m)
			_, err := decode([]cloudevent.Event{travelling(t, m)})
			requirePoison(t, err)
			require.ErrorContains(t, err, c.says)
		})
	}
}
