package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/schedule"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// CreateReferralTransition takes a referral back, or records what was decided of one that no service of the suite decides.
func (s *Referrals) CreateReferralTransition(
	ctx context.Context, req *supportv1.CreateReferralTransitionRequest,
) (*supportv1.ReferralTransition, error) {
	row, q, err := s.openReferral(ctx, req.GetReferralId())
	if err != nil {
		return nil, err
	}
	asked, err := decodeReferralTransition(ctx, req.GetTransition())
	if err != nil {
		return nil, err
	}
	if row.Target == domain.ToGuidance && asked.To != domain.ReferralWithdrawn && !viewer(ctx).Worker {
		return nil, fault.New(fault.PermissionDenied, "GUIDANCE_DECIDED_BY_WORKER", "A worker of the team takes guidance on.")
	}
	made, done := resource.Making(s.Clock.Now()), s.doneWithQuestions(ctx, referralFields, "referral/"+row.ID, q.Question)
	step, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateReferralTransition/"+row.ID, req.GetRequestId(), req.GetTransition()),
		func(ctx context.Context, tx *sql.Tx, id string) (domain.ReferralTransition, error) {
			earlier, err := store.In(tx).ReferralTransition(ctx, id)
			if err != nil {
				return earlier, err
			}
			return earlier, s.log(ctx, tx, done)
		},
		func(ctx context.Context, tx *sql.Tx) (domain.ReferralTransition, error) {
			step := asked
			step.ID, step.Created = made.ID, made.Now
			if err := s.step(ctx, tx, row.Referral, &step, req.GetEtag()); err != nil {
				return step, err
			}
			return step, s.log(ctx, tx, done)
		})
	if err != nil {
		return nil, err
	}
	return encodeReferralTransition(step), nil
}

// step locks a referral with its question and takes the step, with what follows from it.
func (s *Referrals) step(
	ctx context.Context, tx *sql.Tx, of domain.Referral, step *domain.ReferralTransition, etag string,
) error {
	st := store.In(tx)
	q, err := lockReferring(ctx, st, of.QuestionID)
	if err != nil {
		return err
	}
	r, err := st.LockReferral(ctx, of.ID)
	if err != nil {
		return err
	}
	if err := resource.MatchEtag(etag, r.Version); err != nil {
		return err
	}
	if err := r.Step(step, s.today()); err != nil {
		return err
	}
	if r.Target == domain.ToGuidance && r.State == domain.ReferralAccepted {
		if r.ResultID, err = s.beginGuidance(ctx, tx, q.Question, r.Referral, *step); err != nil {
			return err
		}
	}
	return s.followReferral(ctx, tx, q, r.Referral, *step)
}

// takeBack has whom a referral is for told that it was taken back, where it may have it.
func (d Deps) takeBack(ctx context.Context, tx *sql.Tx, r domain.Referral) error {
	if !r.Telling() {
		return nil
	}
	return d.Timers.Set(ctx, tx, schedule.Timer{Kind: ReferralTimer, Key: r.ID, Due: d.now()})
}
