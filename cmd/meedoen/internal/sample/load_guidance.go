package sample

import (
	"context"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func (l *loader) addGuidance(ctx context.Context) error {
	return inBatches(ctx, l, "guidance", l.year.Guidance, l.guidance,
		func(
			ctx context.Context, list []*supportv1.CreateGuidanceTrajectoryRequest,
		) ([]*supportv1.GuidanceTrajectory, error) {
			in := &supportv1.BatchCreateGuidanceTrajectoriesRequest{Requests: list}
			added, err := call(ctx, l.Guidance.BatchCreateGuidanceTrajectories, in)
			return added.GetGuidanceTrajectories(), err
		})
}

func (l *loader) guidance(g Guidance) *supportv1.CreateGuidanceTrajectoryRequest {
	return &supportv1.CreateGuidanceTrajectoryRequest{RequestId: g.RequestID, GuidanceTrajectory: &supportv1.GuidanceTrajectory{
		Kind: g.Kind, ResidentId: l.ids.of(g.Resident), Team: g.Team, ReferrerKind: g.Referrer, RegisterDate: g.Register.String(),
		StartDate: dated(g.Start), State: g.State, StateDate: dated(g.StateDate), Destination: g.Destination,
		DropOutReason: g.DropOut,
	}}
}

func (l *loader) addGuidanceContacts(ctx context.Context) error {
	return inBatches(ctx, l, "contacts in guidance", l.year.GuidanceContacts, l.guidanceContact,
		func(ctx context.Context, list []*supportv1.CreateGuidanceContactRequest) ([]*supportv1.GuidanceContact, error) {
			in := &supportv1.BatchCreateGuidanceContactsRequest{Requests: list}
			added, err := call(ctx, l.Guided.BatchCreateGuidanceContacts, in)
			return added.GetContacts(), err
		})
}

func (l *loader) guidanceContact(c GuidanceContact) *supportv1.CreateGuidanceContactRequest {
	return &supportv1.CreateGuidanceContactRequest{
		RequestId: c.RequestID, GuidanceTrajectoryId: l.ids.of(c.Guidance),
		Contact: &supportv1.GuidanceContact{Date: c.Date.String(), Channel: c.Channel, Minutes: c.Minutes},
	}
}
