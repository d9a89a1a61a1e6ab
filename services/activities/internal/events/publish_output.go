package events

import (
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// OutputSaved says what an output is from now on. Who recorded it, and what a project is called, stay here.
func OutputSaved(o domain.Output) outbox.Event {
	return outbox.Event{Noun: "output.saved", AggregateID: o.ID, Data: &activitiesv1.OutputSaved{
		Id: o.ID, Version: o.Version, Kind: enums.Value[activitiesv1.OutputKind](o.Kind), ProgrammeId: o.ProgrammeID,
		Date: o.Date.String(), LocationId: o.LocationID, WijkCode: o.Wijk.Code, WijkYear: int32(o.Wijk.Edition),
		Stadsdeel: o.Stadsdeel, RepairOutcome: enums.Value[activitiesv1.RepairOutcome](o.RepairOutcome),
		ActSetting: enums.Value[activitiesv1.ActSetting](o.ActSetting), SubjectId: o.Subject(), Withdrawn: o.Withdrawn,
	}}
}
