package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// CreateOutputCorrection corrects or withdraws an output.
func (s *Outputs) CreateOutputCorrection(
	ctx context.Context, req *activitiesv1.CreateOutputCorrectionRequest,
) (*activitiesv1.OutputCorrection, error) {
	m := req.GetCorrection()
	by, err := create(ctx, s.Deps, "CreateOutputCorrection/"+req.GetOutputId(), req.GetRequestId(), m,
		loadOutputCorrection,
		func(ctx context.Context, tx *sql.Tx, made resource.Made) (by domain.OutputCorrection, err error) {
			by = domain.OutputCorrection{
				ID: made.ID, RepairCategory: enums.Text(m.GetRepairCategory()), RepairOutcome: enums.Text(m.GetRepairOutcome()),
				ActSetting: enums.Text(m.GetActSetting()), Withdrawn: m.GetWithdrawn(), Reason: enums.Text(m.GetReason()),
				Recorder: auth.Subject(ctx), Created: made.Now,
			}
			o, err := store.In(tx).Output(ctx, req.GetOutputId())
			if err != nil {
				return by, err
			}
			if err := resource.MatchEtag(m.GetEtag(), o.Version); err != nil {
				return by, err
			}
			if err := o.Correct(&by); err != nil {
				return by, fault.At("correction", err)
			}
			if err := store.In(tx).CorrectOutput(ctx, o, by); err != nil {
				return by, err
			}
			return by, outbox.Append(ctx, tx, made.Now, events.Service, events.OutputSaved(o))
		})
	if err != nil {
		return nil, err
	}
	return encodeOutputCorrection(by), nil
}

// ListOutputCorrections lists the corrections of an output, oldest first.
func (s *Outputs) ListOutputCorrections(
	ctx context.Context, req *activitiesv1.ListOutputCorrectionsRequest,
) (*activitiesv1.ListOutputCorrectionsResponse, error) {
	reading := store.Reading(s.DB.Read())
	if _, err := reading.Output(ctx, req.GetOutputId()); err != nil {
		return nil, err
	}
	list, err := reading.OutputCorrections(ctx, req.GetOutputId())
	if err != nil {
		return nil, err
	}
	answer := &activitiesv1.ListOutputCorrectionsResponse{}
	for _, c := range list {
		answer.Corrections = append(answer.Corrections, encodeOutputCorrection(c))
	}
	return answer, nil
}

func loadOutputCorrection(ctx context.Context, s store.Store, id string) (domain.OutputCorrection, error) {
	return s.OutputCorrection(ctx, id)
}

func encodeOutputCorrection(c domain.OutputCorrection) *activitiesv1.OutputCorrection {
	return &activitiesv1.OutputCorrection{
		Id: c.ID, OutputId: c.OutputID, RepairCategory: enums.Value[activitiesv1.RepairCategory](c.RepairCategory),
		RepairOutcome: enums.Value[activitiesv1.RepairOutcome](c.RepairOutcome),
		ActSetting:    enums.Value[activitiesv1.ActSetting](c.ActSetting), Withdrawn: c.Withdrawn,
		Reason: enums.Value[activitiesv1.CorrectionReason](c.Reason), Etag: resource.Etag(c.Version),
		PreviousRepairCategory: enums.Value[activitiesv1.RepairCategory](c.PreviousRepairCategory),
		PreviousRepairOutcome:  enums.Value[activitiesv1.RepairOutcome](c.PreviousRepairOutcome),
		PreviousActSetting:     enums.Value[activitiesv1.ActSetting](c.PreviousActSetting), Recorder: c.Recorder,
		CreateTime: timestamppb.New(c.Created),
	}
}
