package events

import (
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

// GuidanceYearSaved tells that a trajectory counts in a year, or does no longer. Person is a pseudonym of the resident in that
// year.
func GuidanceYearSaved(y domain.GuidanceYear, g domain.Guidance, person, stadsdeel string) outbox.Event {
	return outbox.Event{Noun: "guidance-year.saved", AggregateID: y.ID, Data: &supportv1.GuidanceYearSaved{
		Id: y.ID, Version: y.Version, GuidanceTrajectoryId: y.GuidanceID, Kind: enums.Value[supportv1.GuidanceKind](string(g.Kind)),
		Person: person, Date: y.Date.String(), AgeBand: enums.Value[peoplev1.AgeBand](y.AgeBand), WijkCode: y.Wijk.Code,
		WijkYear: int32(y.Wijk.Edition), Stadsdeel: stadsdeel, ReferrerKind: enums.Value[supportv1.AskerKind](g.Referrer),
		Conversed: y.Conversed, Ended: y.Ended, Destination: enums.Value[supportv1.GuidanceDestination](string(y.Destination)),
		DropOutReason: enums.Value[supportv1.GuidanceDropOutReason](string(y.DropOutReason)), Withdrawn: y.Withdrawn,
	}}
}
