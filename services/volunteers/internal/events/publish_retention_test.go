package events_test

import (
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
)

func retentionGoldens() []golden {
	of := domain.Retention{
		ID: "0181f0a0-0000-7000-8000-000000000091", ProgrammeID: "0181f0a0-0000-7000-8000-000000000002", Year: 2022,
		ActiveBefore: 45, Stayed: 38, Version: 3,
	}
	all := of
	all.ProgrammeID, all.Stayed = "", 0
	says := func(r domain.Retention) *volunteersv1.VolunteerRetentionSaved {
		return &volunteersv1.VolunteerRetentionSaved{
			Id: r.ID, Version: 3, ProgrammeId: r.ProgrammeID, Year: 2022, ActiveBefore: 45, Stayed: int32(r.Stayed),
		}
	}
	return []golden{
		{"volunteer_retention_saved.binpb", says(of), events.RetentionSaved(of), "volunteer-retention.saved", of.ID},
		{"volunteer_retention_saved_all.binpb", says(all), events.RetentionSaved(all), "volunteer-retention.saved", of.ID},
	}
}
