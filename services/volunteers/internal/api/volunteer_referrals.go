package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/handover"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/schedule"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// VolunteerReferrals answers VolunteerReferralService.
type VolunteerReferrals struct {
	volunteersv1.UnimplementedVolunteerReferralServiceServer
	Deps
}

// referrals answers the inbox of who is referred to a volunteer.
func (d Deps) referrals() handover.Inbox {
	return handover.Inbox{
		DB: d.DB, Clock: d.Clock, Zone: d.Zone, Areas: d.Areas, Privacy: d.Privacy, Timers: d.Timers, Service: events.Service,
		Object: "volunteer-referral", GivenName: true, // a volunteer needs no more to get into touch
	}
}

// LapseReferral declines a referral that nobody decided in time: the work of a handover.LapseTimer.
func (d Deps) LapseReferral(ctx context.Context, t schedule.Timer) error {
	return d.referrals().Lapse(ctx, t)
}

// CreateVolunteerReferral takes in a referral.
func (s *VolunteerReferrals) CreateVolunteerReferral(
	ctx context.Context, req *volunteersv1.CreateVolunteerReferralRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.referrals().TakeIn(ctx, req.GetReferral())
}

// CreateVolunteerReferralWithdrawal takes a referral back.
func (s *VolunteerReferrals) CreateVolunteerReferralWithdrawal(
	ctx context.Context, req *volunteersv1.CreateVolunteerReferralWithdrawalRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.referrals().TakeBack(ctx, req.GetReference())
}

// GetVolunteerReferral answers one referral.
func (s *VolunteerReferrals) GetVolunteerReferral(
	ctx context.Context, req *volunteersv1.GetVolunteerReferralRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.referrals().Get(ctx, req.GetId())
}

// ListVolunteerReferrals lists referrals, oldest first.
func (s *VolunteerReferrals) ListVolunteerReferrals(
	ctx context.Context, req *volunteersv1.ListVolunteerReferralsRequest,
) (*volunteersv1.ListVolunteerReferralsResponse, error) {
	list, next, err := s.referrals().List(ctx, req)
	if err != nil {
		return nil, err
	}
	return &volunteersv1.ListVolunteerReferralsResponse{VolunteerReferrals: list, NextPageToken: next}, nil
}

// CreateVolunteerReferralDecision accepts or declines a referral.
func (s *VolunteerReferrals) CreateVolunteerReferralDecision(
	ctx context.Context, req *volunteersv1.CreateVolunteerReferralDecisionRequest,
) (*volunteersv1.CreateVolunteerReferralDecisionResponse, error) {
	in, id := s.referrals(), req.GetVolunteerReferralId()
	h, err := in.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	deciding, by := in.Deciding(ctx, h), auth.Subject(ctx)
	request := resource.RequestOf("CreateVolunteerReferralDecision/"+id, req.GetRequestId(), req.GetDecision())
	decided, first, err := in.Once(ctx, request, func(ctx context.Context, tx *sql.Tx) (handover.Handover, error) {
		return s.decideReferral(ctx, tx, h, deciding, req.GetDecision(), by)
	})
	if err != nil {
		return nil, err
	}
	answer := &volunteersv1.CreateVolunteerReferralDecisionResponse{VolunteerReferral: handover.Encode(decided)}
	if !first {
		if answer.VolunteerReferral, err = in.Get(ctx, id); err != nil {
			return nil, err
		}
	}
	return answer, in.Destroy(ctx, id)
}

// decideReferral keeps a decision of by on h, or answers every rule that it breaks.
func (s *VolunteerReferrals) decideReferral(
	ctx context.Context, tx *sql.Tx, h handover.Handover, deciding handover.Deciding, m *volunteersv1.VolunteerReferralDecision,
	by string,
) (handover.Handover, error) {
	var dates resource.Dates
	to := handover.State(enums.Text(m.GetState()))
	decision := handover.Decision{
		Date: dates.Read("date", m.GetDate()), Reason: enums.Text(m.GetDeclineReason()), Result: m.GetVacancyId(), Decider: by,
	}
	about := domain.ReferralDecision{Accepted: to == handover.Accepted, VacancyID: m.GetVacancyId()}
	if about.Accepted {
		v, err := store.In(tx).LockVacancy(ctx, about.VacancyID)
		switch {
		case err == nil:
			about.Vacancy = &v
		case !fault.Is(err, "VACANCY_NOT_FOUND"):
			return h, err
		}
	}
	broken := append(dates.Broken, h.CheckDecision(to, decision.Date, decision.Reason, s.today())...)
	if err := fault.At("decision", fault.Violations(append(broken, about.Check()...))); err != nil && h.State == handover.Waiting {
		return h, err
	}
	if about.Accepted {
		return deciding.Accept(ctx, tx, decision)
	}
	return deciding.Decline(ctx, tx, decision)
}
