package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// CreateReferrerFeedback records that the referrer was told what came of a mediation.
func (s *Mediations) CreateReferrerFeedback(
	ctx context.Context, req *supportv1.CreateReferrerFeedbackRequest,
) (*supportv1.ReferrerFeedback, error) {
	row, err := s.openMediation(ctx, req.GetMediationId())
	if err != nil {
		return nil, err
	}
	m := req.GetReferrerFeedback()
	var d resource.Dates
	asked := domain.ReferrerFeedback{
		MediationID: row.ID, Date: d.Read("referrer_feedback.date", m.GetDate()), Channel: enums.Text(m.GetChannel()),
		Worker: auth.Subject(ctx),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	told, err := recordOf(ctx, s.Deps, row.Mediation,
		resource.RequestOf("CreateReferrerFeedback/"+row.ID, req.GetRequestId(), m),
		func(ctx context.Context, tx *sql.Tx, id string) (domain.ReferrerFeedback, error) {
			return store.In(tx).ReferrerFeedback(ctx, id)
		},
		func(ctx context.Context, tx *sql.Tx, made resource.Made) (domain.ReferrerFeedback, error) {
			f := asked
			f.ID, f.Created = made.ID, made.Now
			current, err := store.In(tx).LockMediation(ctx, row.ID)
			if err != nil {
				return f, err
			}
			if err := current.CheckFeedback(f, s.today()); err != nil {
				return f, err
			}
			return f, store.In(tx).InsertReferrerFeedback(ctx, f)
		})
	if err != nil {
		return nil, err
	}
	return encodeReferrerFeedback(told), nil
}

// ListReferrerFeedback lists when the referrer was told of a mediation, oldest first.
func (s *Mediations) ListReferrerFeedback(
	ctx context.Context, req *supportv1.ListReferrerFeedbackRequest,
) (*supportv1.ListReferrerFeedbackResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	row, err := s.openMediation(ctx, req.GetMediationId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).ListReferrerFeedback(ctx, row.ID, after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(f domain.ReferrerFeedback) string { return f.ID })
	answer := &supportv1.ListReferrerFeedbackResponse{NextPageToken: next}
	for _, one := range list {
		answer.ReferrerFeedback = append(answer.ReferrerFeedback, encodeReferrerFeedback(one))
	}
	return answer, s.logApart(ctx, s.doneWithMediation(ctx, row.Mediation))
}

func encodeReferrerFeedback(f domain.ReferrerFeedback) *supportv1.ReferrerFeedback {
	return &supportv1.ReferrerFeedback{
		Id: f.ID, MediationId: f.MediationID, Date: f.Date.String(), Channel: enums.Value[supportv1.FeedbackChannel](f.Channel),
		Worker: f.Worker, CreateTime: timestamppb.New(f.Created),
	}
}
