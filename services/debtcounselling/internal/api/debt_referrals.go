package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/handover"
	"github.com/deschoor/meedoen/platform/schedule"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
)

// DebtReferrals answers DebtReferralService.
type DebtReferrals struct {
	debtcounsellingv1.UnimplementedDebtReferralServiceServer
	Deps
}

// referrals answers the inbox of who is referred to the help with debts.
func (d Deps) referrals() handover.Inbox {
	return handover.Inbox{
		DB: d.DB, Clock: d.Clock, Zone: d.Zone, Areas: d.Areas, Privacy: d.Privacy, Timers: d.Timers, Service: events.Service,
		Object: "debt-referral",
	}
}

// LapseReferral declines a referral that nobody decided in time: the work of a handover.LapseTimer.
func (d Deps) LapseReferral(ctx context.Context, t schedule.Timer) error {
	return d.referrals().Lapse(ctx, t)
}

// CreateDebtReferral takes in a referral.
func (s *DebtReferrals) CreateDebtReferral(
	ctx context.Context, req *debtcounsellingv1.CreateDebtReferralRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.referrals().TakeIn(ctx, req.GetReferral())
}

// CreateDebtReferralWithdrawal takes a referral back.
func (s *DebtReferrals) CreateDebtReferralWithdrawal(
	ctx context.Context, req *debtcounsellingv1.CreateDebtReferralWithdrawalRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.referrals().TakeBack(ctx, req.GetReference())
}

// GetDebtReferral answers one referral.
func (s *DebtReferrals) GetDebtReferral(
	ctx context.Context, req *debtcounsellingv1.GetDebtReferralRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.referrals().Get(ctx, req.GetId())
}

// ListDebtReferrals lists referrals, oldest first.
func (s *DebtReferrals) ListDebtReferrals(
	ctx context.Context, req *debtcounsellingv1.ListDebtReferralsRequest,
) (*debtcounsellingv1.ListDebtReferralsResponse, error) {
	list, next, err := s.referrals().List(ctx, req)
	if err != nil {
		return nil, err
	}
	return &debtcounsellingv1.ListDebtReferralsResponse{DebtReferrals: list, NextPageToken: next}, nil
}
