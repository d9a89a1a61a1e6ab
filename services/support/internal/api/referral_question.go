package api

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// lockReferring locks a question that is referred or was, after its resident: the order in which an erasure locks them. Error:
// NOT_FOUND (RESIDENT_ERASED).
func lockReferring(ctx context.Context, st store.Store, questionID string) (store.Question, error) {
	q, err := st.Question(ctx, questionID)
	if err != nil {
		return q, err
	}
	residents, err := st.LockResidentsByID(ctx, map[string]bool{q.ResidentID: true})
	if err != nil {
		return q, err
	}
	if row, is := residents[q.ResidentID]; is && row.Use() != nil {
		return q, row.Use()
	}
	return st.LockQuestion(ctx, questionID)
}

// referQuestion refers a question by a referral that is made, and answers the version it gets by it.
func (d Deps) referQuestion(ctx context.Context, tx *sql.Tx, q store.Question, r domain.Referral) (int64, error) {
	st, saved := store.In(tx), []outbox.Event{}
	for _, step := range q.Refer(r) {
		step.ID, step.Created = ids.New(), r.Created
		if err := q.Step(&step, "", 1, d.today()); err != nil {
			return 0, err
		}
		var by domain.ReferralChange
		if step.To == domain.Referred {
			by = r.Change()
		}
		if err := st.StepQuestion(ctx, q, step, by); err != nil {
			return 0, err
		}
		saved = append(saved, d.tell(q.Question))
	}
	if len(saved) == 0 {
		q.Version, q.Updated = q.Version+1, r.Created
		if err := st.SaveQuestion(ctx, q, r.Change()); err != nil {
			return 0, err
		}
		saved = append(saved, d.tell(q.Question))
	}
	return q.Version, outbox.Append(ctx, tx, r.Created, events.Service, saved...)
}

// followReferral keeps a step of a referral that is decided or taken back by it, and has its question follow. Both are locked.
func (d Deps) followReferral(
	ctx context.Context, tx *sql.Tx, q store.Question, r domain.Referral, step domain.ReferralTransition,
) error {
	st := store.In(tx)
	r.QuestionVersion = q.Version + 1
	next, follows, err := d.nextOfQuestion(ctx, st, q.Question, r, step.Date)
	if err != nil {
		return err
	}
	if follows {
		next.ID, next.Created = ids.New(), step.Created
		if err := q.Step(&next, "", 0, next.Date); err != nil {
			return err
		}
		err = st.StepQuestion(ctx, q, next, r.Change())
	} else {
		q.Version, q.Updated = r.QuestionVersion, step.Created
		err = st.SaveQuestion(ctx, q, r.Change())
	}
	if err != nil {
		return err
	}
	if err := st.StepReferral(ctx, r, step); err != nil {
		return err
	}
	if err := d.takeBack(ctx, tx, r); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, step.Created, events.Service, d.tell(q.Question))
}

// nextOfQuestion answers the step that a question takes as one of its referrals became r.
func (d Deps) nextOfQuestion(
	ctx context.Context, st store.Store, q domain.Question, r domain.Referral, date civil.Date,
) (next domain.QuestionTransition, follows bool, err error) {
	rows, err := st.ReferralsOfQuestion(ctx, q.ID)
	if err != nil {
		return next, false, err
	}
	all := []domain.Referral{r}
	for _, row := range rows {
		if row.ID != r.ID {
			all = append(all, row.Referral)
		}
	}
	takenUp, err := st.LastTakeUp(ctx, q.ID)
	next, follows = q.Follow(all, takenUp, date, d.today())
	return next, follows, err
}

// beginGuidance begins the trajectory that a referral to guidance asked for, and answers its id. Errors: INVALID_ARGUMENT,
// ALREADY_EXISTS (TRAJECTORY_RUNNING).
func (d Deps) beginGuidance(
	ctx context.Context, tx *sql.Tx, q domain.Question, r domain.Referral, step domain.ReferralTransition,
) (string, error) {
	g := domain.Guidance{
		ID: ids.New(), Kind: r.Guidance, ResidentID: q.ResidentID, Team: q.Team, Worker: step.Recorder, Referrer: q.AskerKind,
		QuestionID: q.ID, Sender: step.Recorder, Register: step.Date, Version: 1, Created: step.Created, Updated: step.Created,
	}
	if err := fault.Violations(g.Check(domain.Registration{
		Today: d.today(), Residents: map[string]bool{q.ResidentID: true}, Question: &q,
	})); err != nil {
		return "", err
	}
	st := store.In(tx)
	running, err := st.RunningGuidance(ctx, map[string]bool{q.ResidentID: true})
	if err != nil {
		return "", err
	}
	if slices.Contains(running[q.ResidentID], g.Kind) {
		return "", domain.TrajectoryRunning()
	}
	if err := st.InsertGuidance(ctx, []domain.Guidance{g}); err != nil {
		return "", err
	}
	return g.ID, d.tellGuidanceAnew(ctx, tx, []domain.Guidance{g})
}
