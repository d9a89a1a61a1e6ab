package api

import (
	"context"
	"slices"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// trajectoryFields is the class of data in the processing log: that somebody is helped with debts, and how far that has come.
const trajectoryFields = "trajectory"

// wijkteamRole sees the state of what it referred, and nothing else.
const wijkteamRole = "wijkteam"

// Trajectories answers TrajectoryService.
type Trajectories struct {
	debtcounsellingv1.UnimplementedTrajectoryServiceServer
	Deps
	recording resource.Recording[beginning]
}

// CreateTrajectory begins a trajectory.
func (s *Trajectories) CreateTrajectory(
	ctx context.Context, req *debtcounsellingv1.CreateTrajectoryRequest,
) (*debtcounsellingv1.Trajectory, error) {
	list, err := s.record(ctx, []*debtcounsellingv1.CreateTrajectoryRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// BatchCreateTrajectories begins all trajectories, or none.
func (s *Trajectories) BatchCreateTrajectories(
	ctx context.Context, req *debtcounsellingv1.BatchCreateTrajectoriesRequest,
) (*debtcounsellingv1.BatchCreateTrajectoriesResponse, error) {
	list, err := s.record(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	return &debtcounsellingv1.BatchCreateTrajectoriesResponse{Trajectories: list}, nil
}

// GetTrajectory answers one trajectory.
func (s *Trajectories) GetTrajectory(
	ctx context.Context, req *debtcounsellingv1.GetTrajectoryRequest,
) (*debtcounsellingv1.Trajectory, error) {
	t, err := s.openCase(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	list, err := s.answer(ctx, t)
	if err != nil {
		return nil, err
	}
	return list[0], s.logRead(ctx, trajectoryFields, "trajectory/"+t.ID, t.ClientIDs...)
}

// ListTrajectories lists trajectories, oldest first: a counsellor sees the own ones.
func (s *Trajectories) ListTrajectories(
	ctx context.Context, req *debtcounsellingv1.ListTrajectoriesRequest,
) (*debtcounsellingv1.ListTrajectoriesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	filter := store.TrajectoryFilter{
		ClientID: req.GetClientId(), Kind: enums.Text(req.GetKind()), State: enums.Text(req.GetState()), Running: req.GetRunning(),
		Counsellor: ownOr(ctx, req.GetCounsellor()), Today: s.today(),
	}
	size := pages.Size(req.GetPageSize())
	var list []domain.Trajectory
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		list, err = st.Trajectories(ctx, after, filter, size+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(t domain.Trajectory) string { return t.ID })
	answer := &debtcounsellingv1.ListTrajectoriesResponse{NextPageToken: next}
	if answer.Trajectories, err = s.answer(ctx, list...); err != nil {
		return nil, err
	}
	var clients []string
	for _, t := range list {
		clients = append(clients, t.ClientIDs...)
	}
	return answer, s.logRead(ctx, trajectoryFields, "trajectories", clients...)
}

// ownOr answers whose trajectories a caller sees: a supervisor those of whom is asked for, all others the own.
func ownOr(ctx context.Context, asked string) string {
	if supervises(ctx) {
		return asked
	}
	return auth.Subject(ctx)
}

// GetTrajectoryStatus answers how far a trajectory has come. A neighbourhood team sees that of those it referred.
func (s *Trajectories) GetTrajectoryStatus(
	ctx context.Context, req *debtcounsellingv1.GetTrajectoryStatusRequest,
) (*debtcounsellingv1.TrajectoryStatus, error) {
	t, err := s.openStatus(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	return &debtcounsellingv1.TrajectoryStatus{
		TrajectoryId: t.ID, State: enums.Value[debtcounsellingv1.TrajectoryState](string(t.State)), StateDate: t.StateDate.String(),
	}, s.logRead(ctx, trajectoryFields, "trajectory/"+t.ID+"/status", t.ClientIDs...)
}

func (s *Trajectories) openStatus(ctx context.Context, id string) (t domain.Trajectory, err error) {
	who := auth.From(ctx)
	if !who.Has(wijkteamRole) || who.Has(counsellorRole) || supervises(ctx) {
		return s.openCase(ctx, id)
	}
	t, err = store.Reading(s.DB.Read()).Trajectory(ctx, id)
	switch {
	case fault.Is(err, "TRAJECTORY_NOT_FOUND"), err == nil && t.Referrer != who.Subject:
		return t, s.refuse(ctx, "trajectory/"+id+"/status")
	}
	return t, err
}

// answer answers trajectories with the earlier ones of their clients.
func (s *Trajectories) answer(
	ctx context.Context, list ...domain.Trajectory,
) (answer []*debtcounsellingv1.Trajectory, err error) {
	clients := map[string]bool{}
	for _, t := range list {
		for _, id := range t.ClientIDs {
			clients[id] = true
		}
	}
	var earlier map[string][]domain.Trajectory
	if err := s.snapshot(ctx, func(st store.Store) (err error) {
		earlier, err = st.EndedTrajectories(ctx, clients)
		return err
	}); err != nil {
		return nil, err
	}
	for _, t := range list {
		answer = append(answer, encodeTrajectory(t, earlier))
	}
	return answer, nil
}

func encodeTrajectory(t domain.Trajectory, earlier map[string][]domain.Trajectory) *debtcounsellingv1.Trajectory {
	m := &debtcounsellingv1.Trajectory{
		Id: t.ID, Kind: enums.Value[debtcounsellingv1.TrajectoryKind](string(t.Kind)), ClientIds: t.ClientIDs,
		ReportDate: t.Report.String(), ReportChannel: enums.Value[debtcounsellingv1.ReportChannel](t.Channel), Crisis: t.Crisis,
		CrisisGround: enums.Value[debtcounsellingv1.CrisisGround](t.CrisisGround), MunicipalityCode: t.Municipality,
		Referrer: t.Referrer, State: enums.Value[debtcounsellingv1.TrajectoryState](string(t.State)), StateDate: t.StateDate.String(),
		EndDate: resource.Optional(t.End), ExitReason: enums.Value[debtcounsellingv1.ExitReason](string(t.ExitReason)),
		DebtFree: t.DebtFree, Etag: resource.Etag(t.Version), CreateTime: timestamppb.New(t.Created),
		UpdateTime: timestamppb.New(t.Updated),
	}
	for _, id := range t.ClientIDs {
		for _, e := range earlier[id] {
			if t.IsRecidivism(e) && !slices.Contains(m.EarlierTrajectoryIds, e.ID) {
				m.EarlierTrajectoryIds = append(m.EarlierTrajectoryIds, e.ID)
			}
		}
	}
	slices.Sort(m.EarlierTrajectoryIds)
	return m
}
