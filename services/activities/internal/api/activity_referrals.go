package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/handover"
	"github.com/deschoor/meedoen/platform/schedule"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	"github.com/deschoor/meedoen/services/activities/internal/events"
)

// ActivityReferrals answers ActivityReferralService.
type ActivityReferrals struct {
	activitiesv1.UnimplementedActivityReferralServiceServer
	Deps
}

// referrals answers the inbox of who is referred to an activity.
func (d Deps) referrals() handover.Inbox {
	return handover.Inbox{
		DB: d.DB, Clock: d.Clock, Zone: d.Zone, Areas: d.Areas, Privacy: d.Privacy, Timers: d.Timers, Service: events.Service,
		Object: "activity-referral",
	}
}

// LapseReferral declines a referral that nobody decided in time: the work of a handover.LapseTimer.
func (d Deps) LapseReferral(ctx context.Context, t schedule.Timer) error {
	return d.referrals().Lapse(ctx, t)
}

// CreateActivityReferral takes in a referral.
func (s *ActivityReferrals) CreateActivityReferral(
	ctx context.Context, req *activitiesv1.CreateActivityReferralRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.referrals().TakeIn(ctx, req.GetReferral())
}

// CreateActivityReferralWithdrawal takes a referral back.
func (s *ActivityReferrals) CreateActivityReferralWithdrawal(
	ctx context.Context, req *activitiesv1.CreateActivityReferralWithdrawalRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.referrals().TakeBack(ctx, req.GetReference())
}

// GetActivityReferral answers one referral.
func (s *ActivityReferrals) GetActivityReferral(
	ctx context.Context, req *activitiesv1.GetActivityReferralRequest,
) (*referralsv1.IncomingReferral, error) {
	return s.referrals().Get(ctx, req.GetId())
}

// ListActivityReferrals lists referrals, oldest first.
func (s *ActivityReferrals) ListActivityReferrals(
	ctx context.Context, req *activitiesv1.ListActivityReferralsRequest,
) (*activitiesv1.ListActivityReferralsResponse, error) {
	list, next, err := s.referrals().List(ctx, req)
	if err != nil {
		return nil, err
	}
	return &activitiesv1.ListActivityReferralsResponse{ActivityReferrals: list, NextPageToken: next}, nil
}
