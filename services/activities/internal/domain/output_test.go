package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// fill gives the output what belongs to a kind.
func fill(o *domain.Output, kind string) {
	switch kind {
	case domain.Repair:
		o.RepairCategory, o.RepairOutcome = "toy", "repaired"
	case domain.Act:
		o.ActSetting = "in_house"
	case domain.InitiativeSupport:
		o.InitiativeID = "initiative"
	case domain.Project:
		o.Name, o.Partners = "Onderzoek", []string{"municipality"}
	}
}

func done(t require.TestingT, kind string) domain.Output {
	o := domain.Output{ID: "output", Kind: kind, Version: 1, Occasion: met(t).Occasion}
	fill(&o, kind)
	return o
}

func kinds() []string {
	return []string{domain.Repair, domain.Act, domain.InitiativeSupport, domain.Project}
}

// Every kind with the fields of every kind: what belongs to another is told, and nothing else.
func TestFieldsBelongToTheirKind(t *testing.T) {
	const other = " FIELD_OF_OTHER_KIND"
	foreign := map[string][]string{
		domain.Repair: {"repair_category" + other, "repair_outcome" + other}, domain.Act: {"act_setting" + other},
		domain.InitiativeSupport: {"initiative_id" + other}, domain.Project: {"display_name" + other, "partners" + other},
	}
	running := domain.Initiative{Start: date(t, "2022-01-01")}
	for _, kind := range kinds() {
		for _, also := range kinds() {
			t.Run(kind+" and "+also, func(t *testing.T) {
				o := done(t, kind)
				fill(&o, also)
				want := foreign[also]
				if kind == also {
					want = nil
				}
				requireBroken(t, want, o.Check(register(t), &running))
			})
		}
	}
}

func TestWhatAKindNeedsIsMissed(t *testing.T) {
	missing := map[string][]string{
		domain.Repair:            {"repair_category REPAIR_CATEGORY_MISSING", "repair_outcome REPAIR_OUTCOME_MISSING"},
		domain.Act:               {"act_setting ACT_SETTING_MISSING"},
		domain.InitiativeSupport: {"initiative_id INITIATIVE_MISSING"},
		domain.Project:           {"display_name PROJECT_NAME_MISSING"},
	}
	for _, kind := range kinds() {
		o := domain.Output{Kind: kind, Occasion: met(t).Occasion}
		requireBroken(t, missing[kind], o.Check(register(t), nil))
	}
}

func TestOnlyAnInitiativeThatRunsIsSupported(t *testing.T) {
	june, july := date(t, "2022-06-01"), date(t, "2022-07-01")
	tests := map[string]struct {
		initiative *domain.Initiative
		want       []string
	}{
		"unknown":         {nil, []string{"initiative_id INITIATIVE_UNKNOWN"}},
		"on its only day": {&domain.Initiative{Start: june, End: june}, nil},
		"runs":            {&domain.Initiative{Start: june}, nil},
		"not started":     {&domain.Initiative{Start: july}, []string{"date INITIATIVE_NOT_STARTED"}},
		"ended": {
			&domain.Initiative{Start: date(t, "2022-01-01"), End: date(t, "2022-05-31")}, []string{"date INITIATIVE_ENDED"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := done(t, domain.InitiativeSupport)
			requireBroken(t, tt.want, o.Check(register(t), tt.initiative))
		})
	}
	unreadable := done(t, domain.InitiativeSupport)
	unreadable.Date = date(t, "")
	requireBroken(t, nil, unreadable.Check(register(t), &domain.Initiative{Start: july}))
}

func TestSeveralOfOneSubjectCountOnce(t *testing.T) {
	require.Empty(t, done(t, domain.Repair).Subject())
	require.Empty(t, done(t, domain.Act).Subject())
	require.Equal(t, "initiative", done(t, domain.InitiativeSupport).Subject())
	require.Equal(t, "output", done(t, domain.Project).Subject())
}

func TestCorrectionOfAnOutputKeepsWhatWasBefore(t *testing.T) {
	o := done(t, domain.Repair)
	by := domain.OutputCorrection{ID: "one", RepairOutcome: "advice", Reason: "typing_error", Created: noon()}
	require.NoError(t, o.Correct(&by))
	require.Equal(t, domain.OutputCorrection{
		ID: "one", OutputID: "output", Version: 2, RepairCategory: "toy", RepairOutcome: "advice", Reason: "typing_error",
		PreviousRepairCategory: "toy", PreviousRepairOutcome: "repaired", Created: noon(),
	}, by)
	want := done(t, domain.Repair)
	want.RepairOutcome, want.Version, want.Updated = "advice", 2, noon()
	require.Equal(t, want, o)
}

func TestOutputOfEveryKindMayBeWithdrawnOnce(t *testing.T) {
	for _, kind := range kinds() {
		o := done(t, kind)
		require.NoError(t, o.Correct(&domain.OutputCorrection{Withdrawn: true}))
		want := done(t, kind)
		want.Withdrawn, want.Version = true, 2
		require.Equal(t, want, o, "it keeps saying what it was")
		require.Equal(t, []string{"OUTPUT_WITHDRAWN"}, reasons(t, o.Correct(&domain.OutputCorrection{Withdrawn: true})))
	}
}

func TestCorrectionOfAnOutputThatBreaksARuleChangesNothing(t *testing.T) {
	for name, tt := range map[string]struct {
		kind string
		by   domain.OutputCorrection
		want string
	}{
		"says nothing":         {domain.Repair, domain.OutputCorrection{}, "CORRECTION_EMPTY"},
		"outcome of an act":    {domain.Act, domain.OutputCorrection{RepairOutcome: "advice"}, "FIELD_OF_OTHER_KIND"},
		"category of an act":   {domain.Act, domain.OutputCorrection{RepairCategory: "toy"}, "FIELD_OF_OTHER_KIND"},
		"setting of a project": {domain.Project, domain.OutputCorrection{ActSetting: "in_house", Withdrawn: true}, "FIELD_OF_OTHER_KIND"},
	} {
		t.Run(name, func(t *testing.T) {
			o, by := done(t, tt.kind), tt.by
			require.Contains(t, reasons(t, o.Correct(&by)), tt.want)
			require.Equal(t, done(t, tt.kind), o)
			require.Equal(t, tt.by, by)
		})
	}
}
