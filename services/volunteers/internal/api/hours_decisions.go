package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// CreateHoursApproval approves one record of hours.
func (s *Hours) CreateHoursApproval(
	ctx context.Context, req *volunteersv1.CreateHoursApprovalRequest,
) (*volunteersv1.Hours, error) {
	m := req.GetApproval()
	return s.decide(ctx, hoursDecision{req.GetHoursId(), req.GetRequestId(), m.GetEtag(), domain.HoursApproved, "", m})
}

// CreateHoursRejection rejects one record of hours.
func (s *Hours) CreateHoursRejection(
	ctx context.Context, req *volunteersv1.CreateHoursRejectionRequest,
) (*volunteersv1.Hours, error) {
	m := req.GetRejection()
	return s.decide(ctx, hoursDecision{
		req.GetHoursId(), req.GetRequestId(), m.GetEtag(), domain.HoursRejected, m.GetReason(), m,
	})
}

// CreateHoursWithdrawal withdraws one record of hours.
func (s *Hours) CreateHoursWithdrawal(
	ctx context.Context, req *volunteersv1.CreateHoursWithdrawalRequest,
) (*volunteersv1.Hours, error) {
	m := req.GetWithdrawal()
	return s.decide(ctx, hoursDecision{
		req.GetHoursId(), req.GetRequestId(), m.GetEtag(), domain.HoursWithdrawn, m.GetReason(), m,
	})
}

// hoursDecision is what a request decides about a record of hours.
type hoursDecision struct {
	hoursID, requestID, etag string
	to                       domain.HoursState
	reason                   string
	content                  proto.Message
}

// decide decides on one record of hours, and answers it. Those of others are not touched.
func (s *Hours) decide(ctx context.Context, d hoursDecision) (*volunteersv1.Hours, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	by := domain.HoursDecision{State: d.to, Reason: d.reason, Recorder: me.recorder(ctx), Own: !me.everybody}
	logins := s.logins(ctx)
	made := resource.Making(s.Clock.Now())
	request := resource.RequestOf("DecideHours/"+string(d.to)+"/"+d.hoursID, d.requestID, d.content)
	asItIs := func(ctx context.Context, tx *sql.Tx, _ string) (domain.Hours, error) {
		h, err := find(ctx, d.hoursID, store.In(tx).Hours, me.worked)
		if err != nil {
			return h, err
		}
		return h, processinglog.Append(ctx, tx, made.Now, s.about(ctx, hoursFields, h.PersonID))
	}
	h, err := resource.Create(ctx, s.DB, made, request, asItIs, func(ctx context.Context, tx *sql.Tx) (domain.Hours, error) {
		h, err := asItIs(ctx, tx, made.ID)
		if err != nil {
			return h, err
		}
		if err := resource.MatchEtag(d.etag, h.Version); err != nil {
			return h, err
		}
		by := by
		by.ID, by.Created = made.ID, made.Now
		if err := h.Decide(&by); err != nil {
			return h, err
		}
		if err := refuseOwnHours(ctx, store.In(tx), h, logins); err != nil {
			return h, err
		}
		return h, s.saveDecision(ctx, tx, h, by)
	})
	if err != nil {
		return nil, err
	}
	return me.hours(h), nil
}

// refuseOwnHours refuses that hours are approved by who has one of logins and worked them.
func refuseOwnHours(ctx context.Context, in store.Store, h domain.Hours, logins map[string]bool) error {
	if h.State != domain.HoursApproved {
		return nil
	}
	approver, err := in.PersonOfLogin(ctx, logins)
	if err != nil {
		return err
	}
	return h.RefuseOwn(approver)
}

func (s *Hours) saveDecision(ctx context.Context, tx *sql.Tx, h domain.Hours, by domain.HoursDecision) error {
	if err := store.In(tx).DecideHours(ctx, h, by); err != nil {
		return err
	}
	work, err := store.In(tx).WorkByID(ctx, map[string]bool{h.AssignmentID: true})
	if err != nil {
		return err
	}
	if err := outbox.Append(ctx, tx, by.Created, events.Service, s.hoursSaved(h, work[h.AssignmentID])); err != nil {
		return err
	}
	if by.State == domain.HoursRejected {
		return nil // they never counted
	}
	return s.retain(ctx, tx, map[int]bool{h.Date.Year: true})
}
