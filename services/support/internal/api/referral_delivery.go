package api

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/referring"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// ReferralTimer is the kind of the timers that hand referrals over, or tell that they were taken back. The key is the referral.
const ReferralTimer = "referral-delivery"

// handingOver is what the processing log calls the handing over of a referral, which no caller waits for.
const handingOver = "support/deliver-referral"

// DeliverReferral hands a referral over to whom it is for, or tells that it was taken back, and does nothing where neither is to
// be done any more. It runs outside any transaction. After an error it is to be called again.
func (d Deps) DeliverReferral(ctx context.Context, t schedule.Timer) error {
	reading := store.Reading(d.DB.Read())
	row, err := reading.Referral(ctx, t.Key)
	if err != nil {
		return err
	}
	switch {
	case row.State == domain.ReferralSending:
		q, err := reading.Question(ctx, row.QuestionID)
		if err != nil {
			return err
		}
		return d.sendReferral(ctx, row, q.Question)
	case row.Telling():
		return d.tellTakenBack(ctx, row.Referral)
	}
	return nil
}

// sendReferral hands a referral over. What goes along of the resident is read now, so that a correction since it was made counts.
func (d Deps) sendReferral(ctx context.Context, row store.Referral, q domain.Question) error {
	resident, keys, err := d.openOne(ctx, q.ResidentID)
	if err != nil {
		return err
	}
	r, err := openReferralTexts(keys, q.Holder(), row)
	if err != nil {
		return err
	}
	if sending, err := d.attempt(ctx, r, q); err != nil || !sending {
		return err
	}
	receiverID, err := d.Receivers.Send(ctx, r, resident)
	if err != nil {
		return errors.Join(fmt.Errorf("hand a referral over to %s: %w", r.Target, err), d.noteProblem(ctx, r, err))
	}
	return d.arrived(ctx, r.ID, receiverID)
}

// attempt keeps that a referral may have arrived from now on, and that another is told of the resident, before that is done. It
// answers false where it was decided or taken back meanwhile.
func (d Deps) attempt(ctx context.Context, of domain.Referral, q domain.Question) (sending bool, err error) {
	logged, _ := processinglog.Begin(ctx, handingOver, "support/referrals")
	done := d.doneWithQuestions(logged, referralFields, "referral/"+of.ID, q)
	err = d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		st := store.In(tx)
		r, err := st.LockReferral(ctx, of.ID)
		if sending = r.State == domain.ReferralSending; err != nil || !sending || r.Attempted {
			return err
		}
		r.Attempted = true
		if err := st.UpdateReferral(ctx, r.Referral); err != nil {
			return err
		}
		return processinglog.Append(ctx, tx, d.now(), done.processing...)
	})
	return sending, err
}

// arrived keeps that a referral reached whom it is for.
func (d Deps) arrived(ctx context.Context, id, receiverID string) error {
	return d.changeReferral(ctx, id, func(r *domain.Referral) (step domain.ReferralTransition, moved bool) {
		step, moved = r.Arrive(d.now(), d.today())
		if r.ReceiverID == "" {
			r.ReceiverID = receiverID
		}
		return step, moved
	})
}

// noteProblem keeps why a referral is still on its way, for who made it to see. One that is refused does not mend by waiting: who
// runs the suite is told, once.
func (d Deps) noteProblem(ctx context.Context, of domain.Referral, cause error) error {
	var failure *referring.Failure
	if !errors.As(cause, &failure) {
		return nil
	}
	if failure.Problem == domain.Refused && of.Problem != domain.Refused {
		d.Log.ErrorContext(ctx, "a referral is refused by whom it is for, and is tried on", "referral", of.ID, "target", of.Target,
			"code", failure.Code.String(), "reason", failure.Reason)
	}
	return d.changeReferral(ctx, of.ID, func(r *domain.Referral) (step domain.ReferralTransition, moved bool) {
		r.Meet(failure.Problem, d.now())
		return step, false
	})
}

// tellTakenBack tells whom a referral is for that it was taken back. What was decided there before stands, and comes by an event.
func (d Deps) tellTakenBack(ctx context.Context, r domain.Referral) error {
	if err := d.Receivers.TakeBack(ctx, r); err != nil {
		return fmt.Errorf("take a referral back from %s: %w", r.Target, err)
	}
	return d.changeReferral(ctx, r.ID, func(r *domain.Referral) (step domain.ReferralTransition, moved bool) {
		r.TakenBack = true
		return step, false
	})
}

// changeReferral changes a referral of which its question needs not know.
func (d Deps) changeReferral(
	ctx context.Context, id string, change func(*domain.Referral) (step domain.ReferralTransition, moved bool),
) error {
	return d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		st := store.In(tx)
		row, err := st.LockReferral(ctx, id)
		if err != nil {
			return err
		}
		r := row.Referral
		step, moved := change(&r)
		switch {
		case moved:
			step.ID = ids.New()
			return st.StepReferral(ctx, r, step)
		case r != row.Referral:
			return st.UpdateReferral(ctx, r)
		}
		return nil
	})
}
