package sample

import (
	"context"

	"google.golang.org/protobuf/proto"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func (l *loader) addDebtClients(ctx context.Context) error {
	return inBatches(ctx, l, "clients", l.year.DebtClients, debtClientRequest,
		func(ctx context.Context, list []*debtcounsellingv1.CreateClientRequest) ([]*debtcounsellingv1.Client, error) {
			added, err := call(ctx, l.DebtClients.BatchCreateClients, &debtcounsellingv1.BatchCreateClientsRequest{Requests: list})
			return added.GetClients(), err
		})
}

func debtClientRequest(c DebtClient) *debtcounsellingv1.CreateClientRequest {
	return &debtcounsellingv1.CreateClientRequest{RequestId: c.RequestID, Client: &debtcounsellingv1.Client{
		GivenName: c.GivenName, Surname: c.Surname, BirthDate: proto.String(c.BirthDate.String()), Sex: c.Sex,
		Household: c.Household, Postcode: c.Postcode, City: "Almere", WijkCode: c.Wijk, WijkYear: CalendarYear,
	}}
}

func (l *loader) addTrajectories(ctx context.Context) error {
	return inBatches(ctx, l, "trajectories", l.year.Trajectories, l.trajectory, l.sendTrajectories)
}

func (l *loader) trajectory(t Trajectory) *debtcounsellingv1.CreateTrajectoryRequest {
	m := &debtcounsellingv1.Trajectory{
		Kind: t.Kind, ReportDate: t.Report.String(), ReportChannel: t.Channel, State: t.State, ExitReason: t.Exit,
		DebtFree: t.DebtFree,
	}
	for _, id := range t.Clients {
		m.ClientIds = append(m.ClientIds, l.ids.of(id))
	}
	if !t.End.IsZero() {
		m.EndDate = proto.String(t.End.String())
	}
	return &debtcounsellingv1.CreateTrajectoryRequest{RequestId: t.RequestID, Trajectory: m}
}

func (l *loader) sendTrajectories(
	ctx context.Context, list []*debtcounsellingv1.CreateTrajectoryRequest,
) ([]*debtcounsellingv1.Trajectory, error) {
	in := &debtcounsellingv1.BatchCreateTrajectoriesRequest{Requests: list}
	added, err := call(ctx, l.Trajectories.BatchCreateTrajectories, in)
	return added.GetTrajectories(), err
}
