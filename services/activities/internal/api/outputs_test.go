package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestOutputOfEachKindIsAnsweredAsItWasRecorded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		initiative := r.addInitiative(t, v).GetId()
		for name, change := range map[string]func(*activitiesv1.Output){
			"repair":                   func(*activitiesv1.Output) {},
			"act":                      acted,
			"support":                  supported(initiative),
			"project":                  completed,
			"project without partners": func(o *activitiesv1.Output) { completed(o); o.Partners = nil },
		} {
			t.Run(name, func(t *testing.T) {
				recorded := r.addOutput(t, v, change)
				want := v.output(change, func(o *activitiesv1.Output) {
					o.Id, o.Recorder, o.Etag = recorded.GetId(), staffSubject, recorded.GetEtag()
					o.WijkCode, o.WijkYear, o.Stadsdeel = "WK003401", 2022, "haven"
					o.CreateTime, o.UpdateTime = stored(now()), stored(now())
				}).GetOutput()
				requireProto(t, want, recorded)
				requireProto(t, recorded, r.output(t, recorded.GetId()))
			})
		}
	})
}

func TestOutputThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.term(t)
		initiative := r.addInitiative(t, v, func(i *activitiesv1.Initiative) {
			i.StartDate, i.EndDate = "2021-08-01", proto.String("2021-09-30")
		}).GetId()
		for name, tt := range outputFaults(initiative) {
			t.Run(name, func(t *testing.T) {
				req := v.output(doneOn("2021-09-01"), tt.change)
				if tt.want == nil {
					_, err := r.outputs.CreateOutput(r.staff(t), req)
					require.NoError(t, err)
					return
				}
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.outputs.CreateOutput(r.staff(t), req)
					return err
				})
			})
		}
	})
}

type outputFault struct {
	change func(*activitiesv1.Output)
	want   []string
}

// outputFaults answers changes of a repair, and what is wrong after them.
func outputFaults(initiative string) map[string]outputFault {
	const other = " FIELD_OF_OTHER_KIND"
	type output = activitiesv1.Output
	supportedOn := func(date string) func(*output) {
		return func(o *output) { supported(initiative)(o); o.Date = date }
	}
	return map[string]outputFault{
		"repair of nothing": {of(repair), []string{
			"output.repair_category REPAIR_CATEGORY_MISSING", "output.repair_outcome REPAIR_OUTCOME_MISSING",
		}},
		"act nowhere":            {of(act), []string{"output.act_setting ACT_SETTING_MISSING"}},
		"support of nothing":     {of(support), []string{"output.initiative_id INITIATIVE_MISSING"}},
		"project without a name": {of(project), []string{"output.display_name PROJECT_NAME_MISSING"}},
		"fields of other kinds": {
			func(o *output) {
				completed(o)
				o.Kind, o.RepairCategory, o.RepairOutcome, o.InitiativeId = act, 1, 1, initiative
			},
			[]string{
				"output.act_setting ACT_SETTING_MISSING", "output.repair_category" + other, "output.repair_outcome" + other,
				"output.initiative_id" + other, "output.display_name" + other, "output.partners" + other,
			},
		},
		"a repair with a setting":  {func(o *output) { o.ActSetting = 1 }, []string{"output.act_setting" + other}},
		"unknown initiative":       {supported("x"), []string{"output.initiative_id INITIATIVE_UNKNOWN"}},
		"initiative's first day":   {supportedOn("2021-08-01"), nil},
		"initiative's last day":    {supportedOn("2021-09-30"), nil},
		"before the initiative":    {supportedOn("2021-07-31"), []string{"output.date INITIATIVE_NOT_STARTED"}},
		"after the initiative":     {supportedOn("2021-10-01"), []string{"output.date INITIATIVE_ENDED"}},
		"before the programme":     {doneOn("2021-06-30"), []string{"output.date PROGRAMME_NOT_STARTED"}},
		"after the programme":      {doneOn("2021-12-01"), []string{"output.date PROGRAMME_ENDED"}},
		"no such day":              {doneOn("2021-09-31"), []string{"output.date DATE_INVALID"}},
		"in a wijk":                {elsewhere, nil},
		"no place":                 {func(o *output) { o.LocationId = "" }, []string{"output.wijk_code PLACE_MISSING"}},
		"unknown location":         {func(o *output) { o.LocationId = "x" }, []string{"output.location_id LOCATION_UNKNOWN"}},
		"unknown wijk":             {func(o *output) { elsewhere(o); o.WijkYear = 1999 }, []string{"output.wijk_code WIJK_UNKNOWN"}},
		"wijk of another place":    {func(o *output) { o.WijkCode, o.WijkYear = "WK003420", 2022 }, []string{"output.wijk_code WIJK_NOT_OF_LOCATION"}},
		"unknown programme":        {func(o *output) { o.ProgrammeId = "x" }, []string{"output.programme_id PROGRAMME_UNKNOWN"}},
		"a partner twice":          {func(o *output) { completed(o); o.Partners[1] = o.Partners[0] }, []string{"output.partners REPEATED_UNIQUE"}},
		"a partner that is nobody": {func(o *output) { completed(o); o.Partners[1] = 0 }, []string{"output.partners[1] ENUM_NOT_IN"}},
		"form, all at once": {
			func(o *output) { o.Kind, o.ProgrammeId, o.Date, o.RepairCategory, o.RepairOutcome = 0, "", "", 99, 99 },
			[]string{
				"output.kind ENUM_NOT_IN", "output.programme_id STRING_MIN_LEN", "output.date STRING_MIN_LEN",
				"output.repair_category ENUM_DEFINED_ONLY", "output.repair_outcome ENUM_DEFINED_ONLY",
			},
		},
		"meaning, all at once": {
			func(o *output) { of(act)(o); o.Date, o.DisplayName = "2022-06-16", "x" },
			[]string{
				"output.act_setting ACT_SETTING_MISSING", "output.display_name" + other, "output.date DATE_IN_FUTURE",
				"output.date LOCATION_NOT_OPEN", "output.date PROGRAMME_ENDED",
			},
		},
	}
}

func TestBatchOfOutputsIsAllOrNone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		initiative := r.addInitiative(t, v).GetId()
		var requests []*activitiesv1.CreateOutputRequest
		for i := range 400 {
			req := v.output([]func(*activitiesv1.Output){elsewhere, acted, completed, supported(initiative)}[i%4])
			req.RequestId = ids.New()
			requests = append(requests, req)
		}
		batch := func() ([]*activitiesv1.Output, error) {
			answer, err := r.outputs.BatchCreateOutputs(r.staff(t), &activitiesv1.BatchCreateOutputsRequest{Requests: requests})
			return answer.GetOutputs(), err
		}
		requests[1].Output.ActSetting, requests[398].Output.DisplayName = 0, ""
		r.refuses(t, invalid("requests[1].output.act_setting ACT_SETTING_MISSING",
			"requests[398].output.display_name PROJECT_NAME_MISSING"), func() error {
			_, err := batch()
			return err
		})
		requests[1].Output.ActSetting, requests[398].Output.DisplayName = 1, "Proef"

		first, err := batch()

		require.NoError(t, err)
		for i, o := range first {
			require.Equal(t, requests[i].GetOutput().GetKind(), o.GetKind())
		}
		second, err := batch()
		require.NoError(t, err)
		requireProtos(t, messages(first), messages(second))
		require.Len(t, r.rows(t, "output"), 400)
		require.Len(t, r.rows(t, "outbox"), 2+400)
	})
}

func TestOutputsAreNarrowedByKindProgrammeAndDate(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		podium := visit{v.location, r.addProgramme(t, "podium").GetId()}
		may, june := r.addOutput(t, v, doneOn("2022-05-31")), r.addOutput(t, v, doneOn("2022-06-01"))
		show := r.addOutput(t, podium, acted)
		type list = []*activitiesv1.Output
		for name, tt := range map[string]struct {
			req  *activitiesv1.ListOutputsRequest
			want list
		}{
			"all":       {&activitiesv1.ListOutputsRequest{}, list{may, june, show}},
			"kind":      {&activitiesv1.ListOutputsRequest{Kind: repair}, list{may, june}},
			"programme": {&activitiesv1.ListOutputsRequest{ProgrammeId: podium.programme}, list{show}},
			"until May": {&activitiesv1.ListOutputsRequest{ToDate: "2022-05-31"}, list{may}},
			"from June": {&activitiesv1.ListOutputsRequest{FromDate: "2022-06-01", Kind: repair}, list{june}},
		} {
			t.Run(name, func(t *testing.T) {
				answer, err := r.outputs.ListOutputs(r.staff(t), tt.req)
				require.NoError(t, err)
				requireProtos(t, messages(tt.want), messages(answer.GetOutputs()))
			})
		}
		_, err := r.outputs.ListOutputs(r.staff(t), &activitiesv1.ListOutputsRequest{FromDate: "2022-02-30"})
		invalid("from_date DATE_INVALID").require(t, err)
	})
}

func TestUnknownOutputIsNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		want := refusal{code: codes.NotFound, reason: "OUTPUT_NOT_FOUND"}
		_, err := r.outputs.GetOutput(r.staff(t), &activitiesv1.GetOutputRequest{Id: "nothing"})
		want.require(t, err)
		_, err = r.outputs.ListOutputCorrections(r.staff(t), &activitiesv1.ListOutputCorrectionsRequest{OutputId: "nothing"})
		want.require(t, err)
		_, err = r.correctOutput(t, "nothing", revised())
		want.require(t, err)
	})
}
