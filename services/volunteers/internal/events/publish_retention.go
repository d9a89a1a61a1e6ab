package events

import (
	"github.com/deschoor/meedoen/platform/outbox"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// RetentionSaved says how many of the volunteers of the year before stayed, from now on. Who they are stays here.
func RetentionSaved(r domain.Retention) outbox.Event {
	return outbox.Event{Noun: "volunteer-retention.saved", AggregateID: r.ID, Data: &volunteersv1.VolunteerRetentionSaved{
		Id: r.ID, Version: r.Version, ProgrammeId: r.ProgrammeID, Year: int32(r.Year), ActiveBefore: int32(r.ActiveBefore),
		Stayed: int32(r.Stayed),
	}}
}
