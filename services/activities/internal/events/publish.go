// Package events writes what happened in the words of the contract. No event names a person.
package events

import (
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// Service is the name under which the events are published.
const Service = "activities"

// LocationSaved says what a place is from now on.
func LocationSaved(l domain.Location) outbox.Event {
	return outbox.Event{Noun: "location.saved", AggregateID: l.ID, Data: &activitiesv1.LocationSaved{
		Id: l.ID, Version: l.Version, Kind: enums.Value[activitiesv1.LocationKind](l.Kind), WijkCode: l.Wijk.Code,
		WijkYear: int32(l.Wijk.Edition), Stadsdeel: l.Stadsdeel, OpeningDate: l.Opening.String(), ClosingDate: l.Closing.String(),
	}}
}

// ProgrammeSaved says what a programme is from now on.
func ProgrammeSaved(p domain.Programme) outbox.Event {
	return outbox.Event{Noun: "programme.saved", AggregateID: p.ID, Data: &activitiesv1.ProgrammeSaved{
		Id: p.ID, Version: p.Version, Code: p.Code, Theme: enums.Value[activitiesv1.Theme](p.Theme), ParentId: p.ParentID,
		StartDate: p.Start.String(), EndDate: p.End.String(),
	}}
}

// HeadCountSaved says what a count is from now on. Who recorded it stays here.
func HeadCountSaved(c domain.HeadCount) outbox.Event {
	return outbox.Event{Noun: "head-count.saved", AggregateID: c.ID, Data: &activitiesv1.HeadCountSaved{
		Id: c.ID, Version: c.Version, LocationId: c.LocationID, ProgrammeId: c.ProgrammeID, Date: c.Date.String(),
		PartOfDay: enums.Value[activitiesv1.PartOfDay](c.PartOfDay), Count: int32(c.Count),
		Method: enums.Value[activitiesv1.CountMethod](c.Method), Withdrawn: c.Withdrawn, SessionId: c.SessionID,
	}}
}
