package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const (
	repair  = activitiesv1.OutputKind_OUTPUT_KIND_REPAIR
	act     = activitiesv1.OutputKind_OUTPUT_KIND_ACT
	support = activitiesv1.OutputKind_OUTPUT_KIND_INITIATIVE_SUPPORT
	project = activitiesv1.OutputKind_OUTPUT_KIND_PROJECT
)

// initiative answers an initiative that may be added, changed by change.
func (v visit) initiative(change ...func(*activitiesv1.Initiative)) *activitiesv1.Initiative {
	i := &activitiesv1.Initiative{
		DisplayName: "Groen in de straat", OwnerGroup: activitiesv1.InitiativeOwner_INITIATIVE_OWNER_RESIDENTS,
		ProgrammeId: v.programme, WijkCode: "WK003420", WijkYear: 2022, StartDate: "2021-01-01",
	}
	for _, change := range change {
		change(i)
	}
	return i
}

func (r *rig) addInitiative(t testing.TB, v visit, change ...func(*activitiesv1.Initiative)) *activitiesv1.Initiative {
	t.Helper()
	i, err := r.initiatives.CreateInitiative(r.staff(t), &activitiesv1.CreateInitiativeRequest{Initiative: v.initiative(change...)})
	require.NoError(t, err)
	return i
}

func (r *rig) updateInitiative(t testing.TB, i *activitiesv1.Initiative) (*activitiesv1.Initiative, error) {
	t.Helper()
	return r.initiatives.UpdateInitiative(r.staff(t), &activitiesv1.UpdateInitiativeRequest{Initiative: i})
}

// output answers a request with a repair at the place that may be recorded, changed by change.
func (v visit) output(change ...func(*activitiesv1.Output)) *activitiesv1.CreateOutputRequest {
	o := &activitiesv1.Output{
		Kind: repair, ProgrammeId: v.programme, Date: "2022-06-14", LocationId: v.location,
		RepairCategory: activitiesv1.RepairCategory_REPAIR_CATEGORY_CLOTHING,
		RepairOutcome:  activitiesv1.RepairOutcome_REPAIR_OUTCOME_REPAIRED,
	}
	for _, change := range change {
		change(o)
	}
	return &activitiesv1.CreateOutputRequest{Output: o}
}

// of makes the output one of another kind, with nothing that belongs to it yet.
func of(kind activitiesv1.OutputKind) func(*activitiesv1.Output) {
	return func(o *activitiesv1.Output) { o.Kind, o.RepairCategory, o.RepairOutcome = kind, 0, 0 }
}

func acted(o *activitiesv1.Output) {
	of(act)(o)
	o.ActSetting = activitiesv1.ActSetting_ACT_SETTING_ELSEWHERE
}

func supported(initiative string) func(*activitiesv1.Output) {
	return func(o *activitiesv1.Output) {
		of(support)(o)
		o.InitiativeId = initiative
	}
}

func completed(o *activitiesv1.Output) {
	of(project)(o)
	o.DisplayName = "Onderzoek Bazuinlaan"
	o.Partners = []activitiesv1.ProjectPartner{
		activitiesv1.ProjectPartner_PROJECT_PARTNER_MUNICIPALITY, activitiesv1.ProjectPartner_PROJECT_PARTNER_HOUSING_ASSOCIATION,
	}
}

func doneOn(date string) func(*activitiesv1.Output) {
	return func(o *activitiesv1.Output) { o.Date = date }
}

// elsewhere has the output in a wijk, at no location of the register.
func elsewhere(o *activitiesv1.Output) { o.LocationId, o.WijkCode, o.WijkYear = "", "WK003420", 2022 }

func (r *rig) addOutput(t testing.TB, v visit, change ...func(*activitiesv1.Output)) *activitiesv1.Output {
	t.Helper()
	o, err := r.outputs.CreateOutput(r.staff(t), v.output(change...))
	require.NoError(t, err)
	return o
}

func (r *rig) output(t testing.TB, id string) *activitiesv1.Output {
	t.Helper()
	o, err := r.outputs.GetOutput(r.staff(t), &activitiesv1.GetOutputRequest{Id: id})
	require.NoError(t, err)
	return o
}

// revised answers a correction of a repair that could not be done after all, changed by change.
func revised(change ...func(*activitiesv1.OutputCorrection)) *activitiesv1.OutputCorrection {
	c := &activitiesv1.OutputCorrection{
		RepairOutcome: activitiesv1.RepairOutcome_REPAIR_OUTCOME_NOT_REPAIRABLE,
		Reason:        activitiesv1.CorrectionReason_CORRECTION_REASON_TYPING_ERROR,
	}
	for _, change := range change {
		change(c)
	}
	return c
}

func neverDone(c *activitiesv1.OutputCorrection) { c.Withdrawn, c.RepairOutcome = true, 0 }

func (r *rig) correctOutput(
	t testing.TB, id string, by *activitiesv1.OutputCorrection,
) (*activitiesv1.OutputCorrection, error) {
	t.Helper()
	return r.outputs.CreateOutputCorrection(r.staff(t), &activitiesv1.CreateOutputCorrectionRequest{OutputId: id, Correction: by})
}

func (r *rig) outputCreations(t testing.TB, v visit) map[string]creation {
	o := r.addOutput(t, v)
	return map[string]creation{
		"output": func(t testing.TB, id string, n int32) (proto.Message, error) {
			req := v.output(func(o *activitiesv1.Output) { o.RepairCategory = activitiesv1.RepairCategory(n) })
			req.RequestId = id
			return r.outputs.CreateOutput(r.staff(t), req)
		},
		"output_correction": func(t testing.TB, id string, n int32) (proto.Message, error) {
			return r.outputs.CreateOutputCorrection(r.staff(t), &activitiesv1.CreateOutputCorrectionRequest{
				RequestId: id, OutputId: o.GetId(), Correction: revised(func(c *activitiesv1.OutputCorrection) {
					c.RepairCategory = activitiesv1.RepairCategory(n)
				}),
			})
		},
	}
}

func (r *rig) outputChangeables(t testing.TB, v visit) map[string]changing {
	o := r.addOutput(t, v)
	return map[string]changing{
		"output": {o.GetEtag(), func(t testing.TB, etag string, _ int32) (string, error) {
			by, err := r.correctOutput(t, o.GetId(), revised(func(c *activitiesv1.OutputCorrection) { c.Etag = etag }))
			return by.GetEtag(), err
		}},
	}
}

func (r *rig) initiativeList(here func(testing.TB) visit) list {
	return list{
		func(t testing.TB, _ int) proto.Message { return r.addInitiative(t, here(t)) },
		func(t testing.TB, size int32, token string, narrowed bool) ([]proto.Message, string, error) {
			req := &activitiesv1.ListInitiativesRequest{PageSize: size, PageToken: token}
			if narrowed {
				req.ProgrammeId = here(t).programme
			}
			answer, err := r.initiatives.ListInitiatives(r.staff(t), req)
			return messages(answer.GetInitiatives()), answer.GetNextPageToken(), err
		},
	}
}

func (r *rig) outputList(here func(testing.TB) visit) list {
	return list{
		func(t testing.TB, _ int) proto.Message { return r.addOutput(t, here(t)) },
		func(t testing.TB, size int32, token string, narrowed bool) ([]proto.Message, string, error) {
			req := &activitiesv1.ListOutputsRequest{PageSize: size, PageToken: token}
			if narrowed {
				req.Kind = repair
			}
			answer, err := r.outputs.ListOutputs(r.staff(t), req)
			return messages(answer.GetOutputs()), answer.GetNextPageToken(), err
		},
	}
}
