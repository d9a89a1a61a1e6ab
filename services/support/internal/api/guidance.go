package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// The classes of data of guidance that the processing log tells apart.
const (
	guidanceFields = "guidance"         // that somebody is guided, and how far that has come
	goalFields     = "guidance-goals"   // what somebody wants to reach
	contactFields  = "guidance-contact" // when and about what somebody was spoken to
	measureFields  = "outcome-measures" // how self-sufficient or healthy somebody is
)

// openGuidance answers a trajectory that the caller may see. Error: PERMISSION_DENIED (TRAJECTORY_NOT_YOURS), which is in the
// audit log before it is answered, and is the same for a trajectory that is not there.
func (d Deps) openGuidance(ctx context.Context, id, object string) (domain.Guidance, error) {
	g, err := store.Reading(d.DB.Read()).Guidance(ctx, id)
	if err != nil && !fault.Is(err, "TRAJECTORY_NOT_FOUND") {
		return g, err
	}
	if err != nil || !viewer(ctx).MaySeeGuidance(g) {
		return domain.Guidance{}, d.refuse(ctx, object, domain.TrajectoryNotYours())
	}
	return g, nil
}

// guidanceObject answers what the audit log calls a trajectory.
func guidanceObject(id string) string { return "guidance-trajectory/" + id }

// decodeGuidance reads a trajectory that begins.
func decodeGuidance(ctx context.Context, m *supportv1.GuidanceTrajectory, d *resource.Dates) domain.Guidance {
	g := domain.Guidance{
		Kind: domain.GuidanceKind(enums.Text(m.GetKind())), ResidentID: m.GetResidentId(), Team: m.GetTeam(), Worker: m.GetWorker(),
		Referrer: enums.Text(m.GetReferrerKind()), QuestionID: m.GetQuestionId(), Sender: auth.Subject(ctx),
		Register: d.Read("register_date", m.GetRegisterDate()), Start: d.Read("start_date", m.GetStartDate()),
		State: domain.GuidanceState(enums.Text(m.GetState())), StateDate: d.Read("state_date", m.GetStateDate()),
		Destination:   domain.Destination(enums.Text(m.GetDestination())),
		DropOutReason: domain.DropOutReason(enums.Text(m.GetDropOutReason())), Version: 1,
	}
	if g.Worker == "" && viewer(ctx).Worker {
		g.Worker = g.Sender
	}
	return g
}

func encodeGuidance(g domain.Guidance) *supportv1.GuidanceTrajectory {
	return &supportv1.GuidanceTrajectory{
		Id: g.ID, Kind: enums.Value[supportv1.GuidanceKind](string(g.Kind)), ResidentId: g.ResidentID, Team: g.Team, Worker: g.Worker,
		ReferrerKind: enums.Value[supportv1.AskerKind](g.Referrer), QuestionId: g.QuestionID, RegisterDate: g.Register.String(),
		StartDate: resource.Optional(g.Start), State: enums.Value[supportv1.GuidanceState](string(g.State)),
		StateDate:     resource.Optional(g.StateDate),
		Destination:   enums.Value[supportv1.GuidanceDestination](string(g.Destination)),
		DropOutReason: enums.Value[supportv1.GuidanceDropOutReason](string(g.DropOutReason)), Sender: g.Sender,
		Etag: resource.Etag(g.Version), CreateTime: timestamppb.New(g.Created), UpdateTime: timestamppb.New(g.Updated),
	}
}

func encodeGuidanceTransition(t domain.GuidanceTransition) *supportv1.GuidanceTrajectoryTransition {
	return &supportv1.GuidanceTrajectoryTransition{
		Id: t.ID, GuidanceTrajectoryId: t.GuidanceID, From: enums.Value[supportv1.GuidanceState](string(t.From)),
		To: enums.Value[supportv1.GuidanceState](string(t.To)), Date: t.Date.String(),
		Destination:   enums.Value[supportv1.GuidanceDestination](string(t.Destination)),
		DropOutReason: enums.Value[supportv1.GuidanceDropOutReason](string(t.DropOutReason)), Recorder: t.Recorder,
		CreateTime: timestamppb.New(t.Created),
	}
}
