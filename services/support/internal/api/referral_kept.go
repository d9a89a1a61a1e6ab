package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// exportReferrals adds to whom a resident was referred to an export, without who referred.
func exportReferrals(ctx context.Context, in store.Store, of subject, export *supportv1.ResidentExport) error {
	rows, err := in.ReferralsOfResident(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, row := range rows {
		r, err := openReferralTexts(of.Keys, of.ID, row)
		if err != nil {
			return err
		}
		r.Referrer = ""
		export.Referrals = append(export.Referrals, encodeReferral(r))
	}
	return nil
}

// dropReferrals takes back the referrals of a resident that are not decided, so that whom they are for forgets the resident too,
// and forgets what was said in all of them. None runs for long: their questions ended before.
func (d Deps) dropReferrals(ctx context.Context, tx *sql.Tx, residentID string) error {
	in := store.In(tx)
	list, err := in.ReferralsOfResident(ctx, residentID)
	if err != nil {
		return err
	}
	for _, row := range list {
		if !row.State.Open() {
			continue
		}
		if err := d.withdraw(ctx, tx, row.Referral); err != nil {
			return err
		}
	}
	return in.EmptyReferrals(ctx, residentID)
}

// withdraw takes a referral back that nobody asked to.
func (d Deps) withdraw(ctx context.Context, tx *sql.Tx, of domain.Referral) error {
	in := store.In(tx)
	q, err := in.LockQuestion(ctx, of.QuestionID)
	if err != nil {
		return err
	}
	r, err := in.LockReferral(ctx, of.ID)
	if err != nil || !r.State.Open() {
		return err
	}
	step := domain.ReferralTransition{To: domain.ReferralWithdrawn, Date: civil.Later(d.today(), r.Refer)}
	step.Created, step.ID = d.now(), ids.New()
	if err := r.Step(&step, step.Date); err != nil {
		return err
	}
	return d.followReferral(ctx, tx, q, r.Referral, step)
}
