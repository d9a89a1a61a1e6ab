package events_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
)

func outputGoldens(moment time.Time) []golden {
	repair := domain.Output{
		ID: "0181f0a0-0000-7000-8000-000000000031", Kind: domain.Repair, Occasion: domain.Occasion{
			ProgrammeID: "0181f0a0-0000-7000-8000-000000000002", Date: day(6, 14),
			LocationID: "0181f0a0-0000-7000-8000-000000000001", Wijk: areas.Wijk{Code: "WK003401", Edition: 2022}, Stadsdeel: "haven",
		},
		RepairCategory: "clothing", RepairOutcome: "advice", Recorder: "anna.de.vries", Version: 1, Created: moment, Updated: moment,
	}
	act := repair
	act.Kind, act.RepairCategory, act.RepairOutcome, act.ActSetting = domain.Act, "", "", "elsewhere"
	act.LocationID, act.Withdrawn, act.Version = "", true, 2
	support := repair
	support.Kind, support.RepairCategory, support.RepairOutcome = domain.InitiativeSupport, "", ""
	support.InitiativeID = "0181f0a0-0000-7000-8000-000000000041"
	project := support
	project.Kind, project.InitiativeID, project.Name, project.Partners = domain.Project, "", "De Schoor", []string{"police"}
	says := func(change func(*activitiesv1.OutputSaved)) *activitiesv1.OutputSaved {
		saved := &activitiesv1.OutputSaved{
			Id: "0181f0a0-0000-7000-8000-000000000031", Version: 1, ProgrammeId: "0181f0a0-0000-7000-8000-000000000002",
			Date: "2022-06-14", LocationId: "0181f0a0-0000-7000-8000-000000000001", WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
		}
		change(saved)
		return saved
	}
	return []golden{
		{"output_saved_repair.binpb", says(func(o *activitiesv1.OutputSaved) {
			o.Kind, o.RepairOutcome = activitiesv1.OutputKind_OUTPUT_KIND_REPAIR, activitiesv1.RepairOutcome_REPAIR_OUTCOME_ADVICE
		}), events.OutputSaved(repair), "output.saved", repair.ID},
		{"output_saved_act_withdrawn.binpb", says(func(o *activitiesv1.OutputSaved) {
			o.Kind, o.ActSetting = activitiesv1.OutputKind_OUTPUT_KIND_ACT, activitiesv1.ActSetting_ACT_SETTING_ELSEWHERE
			o.LocationId, o.Withdrawn, o.Version = "", true, 2
		}), events.OutputSaved(act), "output.saved", repair.ID},
		{"output_saved_support.binpb", says(func(o *activitiesv1.OutputSaved) {
			o.Kind = activitiesv1.OutputKind_OUTPUT_KIND_INITIATIVE_SUPPORT
			o.SubjectId = "0181f0a0-0000-7000-8000-000000000041"
		}), events.OutputSaved(support), "output.saved", repair.ID},
		{"output_saved_project.binpb", says(func(o *activitiesv1.OutputSaved) {
			o.Kind, o.SubjectId = activitiesv1.OutputKind_OUTPUT_KIND_PROJECT, "0181f0a0-0000-7000-8000-000000000031"
		}), events.OutputSaved(project), "output.saved", repair.ID},
	}
}

func TestNoWordOfAnOutputIsLost(t *testing.T) {
	for number, name := range activitiesv1.OutputKind_name {
		word := strings.ToLower(strings.TrimPrefix(name, "OUTPUT_KIND_"))
		saved := events.OutputSaved(domain.Output{Kind: word}).Data.(*activitiesv1.OutputSaved)
		require.EqualValues(t, number, saved.GetKind(), word)
	}
	for number, name := range activitiesv1.RepairOutcome_name {
		word := strings.ToLower(strings.TrimPrefix(name, "REPAIR_OUTCOME_"))
		saved := events.OutputSaved(domain.Output{RepairOutcome: word}).Data.(*activitiesv1.OutputSaved)
		require.EqualValues(t, number, saved.GetRepairOutcome(), word)
	}
	for number, name := range activitiesv1.ActSetting_name {
		word := strings.ToLower(strings.TrimPrefix(name, "ACT_SETTING_"))
		saved := events.OutputSaved(domain.Output{ActSetting: word}).Data.(*activitiesv1.OutputSaved)
		require.EqualValues(t, number, saved.GetActSetting(), word)
	}
}
