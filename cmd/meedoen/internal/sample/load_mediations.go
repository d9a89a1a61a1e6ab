package sample

import (
	"context"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

func (l *loader) addMediations(ctx context.Context) error {
	return inBatches(ctx, l, "mediations", l.year.Mediations, mediationRequest,
		func(ctx context.Context, list []*supportv1.CreateMediationRequest) ([]*supportv1.Mediation, error) {
			added, err := call(ctx, l.Mediations.BatchCreateMediations, &supportv1.BatchCreateMediationsRequest{Requests: list})
			return added.GetMediations(), err
		})
}

func mediationRequest(m Mediation) *supportv1.CreateMediationRequest {
	return &supportv1.CreateMediationRequest{RequestId: m.RequestID, Mediation: &supportv1.Mediation{
		ReferrerKind: m.Referrer, ComplaintKind: m.Complaint, WijkCode: m.Wijk, WijkYear: CalendarYear, Team: m.Team,
		RegisterDate: m.Register.String(), State: m.State, StateDate: dated(m.Close), Outcome: m.Outcome,
		Parties: []*supportv1.MediationParty{
			{Role: supportv1.PartyRole_PARTY_ROLE_COMPLAINANT, HouseholdKind: m.Household, Tenure: m.Tenure, HouseKind: m.House},
			{Role: supportv1.PartyRole_PARTY_ROLE_OTHER_PARTY, Tenure: m.Tenure, HouseKind: m.House},
		},
	}}
}
