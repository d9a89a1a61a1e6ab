package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// HearReferrals keeps what whom referrals are for tells of them, in the transaction of the consumer, and has their questions
// follow. What nobody here made, or made for somebody else, is dropped.
func (d Deps) HearReferrals(ctx context.Context, tx *sql.Tx, from domain.ReferralTarget, news []domain.ReferralNews) error {
	st := store.In(tx)
	references, questions := map[string]bool{}, map[string]bool{}
	for _, n := range news {
		references[n.Reference] = true
	}
	found, err := st.ReferralsByID(ctx, references)
	if err != nil {
		return err
	}
	for id, r := range found {
		if r.Target != from {
			delete(found, id)
			continue
		}
		questions[r.QuestionID] = true
	}
	if _, err := st.LockQuestions(ctx, questions); err != nil {
		return err
	}
	for _, n := range news {
		if _, ours := found[n.Reference]; !ours {
			continue
		}
		if err := d.hearReferral(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}

// hearReferral keeps what is told of one referral, whose question is locked.
func (d Deps) hearReferral(ctx context.Context, tx *sql.Tx, n domain.ReferralNews) error {
	st := store.In(tx)
	row, err := st.LockReferral(ctx, n.Reference)
	if err != nil {
		return err
	}
	r := row.Referral
	step, moved, heard := r.Hear(n, d.now(), d.today())
	switch {
	case !heard:
		return nil
	case !moved:
		return st.UpdateReferral(ctx, r)
	}
	step.ID = ids.New()
	if step.To.Open() {
		return st.StepReferral(ctx, r, step)
	}
	q, err := st.Question(ctx, r.QuestionID)
	if err != nil {
		return err
	}
	return d.followReferral(ctx, tx, q, r, step)
}
