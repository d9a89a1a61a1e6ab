package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store/db"
)

// Referral is a referral as it is kept: what for and to whom outside are sealed.
type Referral struct {
	domain.Referral
	SealedPurpose []byte // empty after an erasure
	SealedParty   []byte
}

const referralColumns = `id, question_id, target, sealed_purpose, sealed_party, consent_date, consent_form, refer_date,
    guidance_kind, wanted_id, urgent, state, decide_date, decline_reason, result_id, referrer, problem, delivered_at, attempted,
    taken_back, receiver_id, receiver_version, question_version, version, created_at, updated_at`

// InsertReferral adds a referral. Its question was locked before.
func (s Store) InsertReferral(ctx context.Context, r Referral) error {
	return s.q.InsertReferral(ctx, db.InsertReferralParams{
		ID: r.ID, QuestionID: r.QuestionID, Target: string(r.Target), SealedPurpose: sealed(r.SealedPurpose),
		SealedParty: sealed(r.SealedParty), ConsentDate: r.Consent, ConsentForm: r.ConsentForm, ReferDate: r.Refer,
		GuidanceKind: string(r.Guidance), WantedID: r.WantedID, Urgent: sqldb.Flag(r.Urgent), State: string(r.State),
		DecideDate: r.DecideDate, DeclineReason: r.DeclineReason, ResultID: r.ResultID, Referrer: r.Referrer,
		Problem: string(r.Problem), DeliveredAt: sqldb.At(r.Delivered), Attempted: sqldb.Flag(r.Attempted),
		TakenBack: sqldb.Flag(r.TakenBack), ReceiverID: r.ReceiverID, ReceiverVersion: r.ReceiverVersion,
		QuestionVersion: r.QuestionVersion, Version: r.Version, CreatedAt: sqldb.At(r.Created), UpdatedAt: sqldb.At(r.Updated),
	})
}

// Referral answers one referral. Error: NOT_FOUND (REFERRAL_NOT_FOUND), which is told to nobody.
func (s Store) Referral(ctx context.Context, id string) (Referral, error) {
	row, err := s.q.GetReferral(ctx, id)
	return sqldb.One(row, err, referral, "REFERRAL_NOT_FOUND", "There is no referral with this id.")
}

// ReferralsByID answers the referrals with ids, those there are.
func (s Store) ReferralsByID(ctx context.Context, ids map[string]bool) (map[string]Referral, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ReferralsByID :many
SELECT `+referralColumns+` FROM referral WHERE id IN (%s)`, ids, scanReferral)
}

// LockReferrals answers the referrals with ids, those there are, and locks them until the transaction ends. Where their questions
// are changed too, those were locked before.
func (s Store) LockReferrals(ctx context.Context, ids map[string]bool) (map[string]Referral, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockReferrals :many
SELECT `+referralColumns+` FROM referral WHERE id IN (%s)`, ids, scanReferral)
}

// LockReferral answers one referral, locked until the transaction ends. Error: NOT_FOUND (REFERRAL_NOT_FOUND).
func (s Store) LockReferral(ctx context.Context, id string) (Referral, error) {
	found, err := s.LockReferrals(ctx, map[string]bool{id: true})
	r, is := found[id]
	if err == nil && !is {
		err = sql.ErrNoRows
	}
	return sqldb.One(r, err, func(r Referral) Referral { return r }, "REFERRAL_NOT_FOUND", "There is no referral with this id.")
}

// ReferralFilter is which referrals are asked for; what is empty asks nothing.
type ReferralFilter struct {
	Viewer                    domain.Viewer
	QuestionID, State, Target string
}

// Referrals answers size referrals of which the viewer may see the question, after the one with id after. Those of a question
// have a query of their own: they are found by an index however many referrals there are.
func (s Store) Referrals(ctx context.Context, after string, f ReferralFilter, size int32) (_ []Referral, err error) {
	teams := "," + strings.Join(f.Viewer.Teams, ",") + ","
	var rows []db.Referral
	if f.QuestionID != "" {
		rows, err = s.q.ListReferralsWithQuestion(ctx, db.ListReferralsWithQuestionParams{
			After: after, QuestionID: f.QuestionID, State: f.State, Target: f.Target, Person: f.Viewer.Subject,
			Worker: sqldb.Flag(f.Viewer.Worker), Teams: teams, Size: size,
		})
	} else {
		rows, err = s.q.ListReferrals(ctx, db.ListReferralsParams{
			After: after, State: f.State, Target: f.Target, Person: f.Viewer.Subject, Worker: sqldb.Flag(f.Viewer.Worker),
			Teams: teams, Size: size,
		})
	}
	return sqldb.All(rows, err, referral)
}

// ReferralsOfQuestion answers all referrals of a question, oldest first.
func (s Store) ReferralsOfQuestion(ctx context.Context, questionID string) ([]Referral, error) {
	rows, err := s.q.ListReferralsOfQuestion(ctx, questionID)
	return sqldb.All(rows, err, referral)
}

// ReferralsOfResident answers all referrals of a resident, oldest first.
func (s Store) ReferralsOfResident(ctx context.Context, residentID string) ([]Referral, error) {
	rows, err := s.q.ListReferralsOfResident(ctx, residentID)
	return sqldb.All(rows, err, referral)
}

// UpdateReferral keeps a referral as it became. It was locked before.
func (s Store) UpdateReferral(ctx context.Context, r domain.Referral) error {
	return sqldb.Changed(s.q.UpdateReferral(ctx, db.UpdateReferralParams{
		State: string(r.State), DecideDate: r.DecideDate, DeclineReason: r.DeclineReason, ResultID: r.ResultID,
		Problem: string(r.Problem), DeliveredAt: sqldb.At(r.Delivered), Attempted: sqldb.Flag(r.Attempted),
		TakenBack: sqldb.Flag(r.TakenBack), ReceiverID: r.ReceiverID, ReceiverVersion: r.ReceiverVersion,
		QuestionVersion: r.QuestionVersion, Version: r.Version, UpdatedAt: sqldb.At(r.Updated), ID: r.ID,
	}))
}

// StepReferral keeps a referral as it became by a step, and the step.
func (s Store) StepReferral(ctx context.Context, r domain.Referral, step domain.ReferralTransition) error {
	if err := s.UpdateReferral(ctx, r); err != nil {
		return err
	}
	return s.q.InsertReferralTransition(ctx, db.InsertReferralTransitionParams{
		ID: step.ID, ReferralID: step.ReferralID, Version: step.Version, FromState: string(step.From), ToState: string(step.To),
		Date: step.Date, DeclineReason: step.DeclineReason, Recorder: step.Recorder, CreatedAt: sqldb.At(step.Created),
	})
}

// ReferralTransition answers one step. Error: NOT_FOUND (TRANSITION_NOT_FOUND).
func (s Store) ReferralTransition(ctx context.Context, id string) (domain.ReferralTransition, error) {
	row, err := s.q.GetReferralTransition(ctx, id)
	return sqldb.One(row, err, referralTransition, "TRANSITION_NOT_FOUND", "There is no step with this id.")
}

// LastTakeUp answers the version of a question with which it was last taken up, 0 where that is not known.
func (s Store) LastTakeUp(ctx context.Context, questionID string) (int64, error) {
	return s.q.GetLastTakeUp(ctx, questionID)
}

// EmptyReferrals forgets what was said in the referrals of a resident.
func (s Store) EmptyReferrals(ctx context.Context, residentID string) error {
	return s.q.EmptyReferralsOfResident(ctx, db.EmptyReferralsOfResidentParams{Empty: []byte{}, ResidentID: residentID})
}

func scanReferral(rows *sql.Rows) (string, Referral, error) {
	var r db.Referral
	err := rows.Scan(&r.ID, &r.QuestionID, &r.Target, &r.SealedPurpose, &r.SealedParty, &r.ConsentDate, &r.ConsentForm,
		&r.ReferDate, &r.GuidanceKind, &r.WantedID, &r.Urgent, &r.State, &r.DecideDate, &r.DeclineReason, &r.ResultID, &r.Referrer,
		&r.Problem, &r.DeliveredAt, &r.Attempted, &r.TakenBack, &r.ReceiverID, &r.ReceiverVersion, &r.QuestionVersion, &r.Version,
		&r.CreatedAt, &r.UpdatedAt)
	return r.ID, referral(r), err
}

func referral(r db.Referral) Referral {
	return Referral{
		SealedPurpose: r.SealedPurpose, SealedParty: r.SealedParty,
		Referral: domain.Referral{
			ID: r.ID, QuestionID: r.QuestionID, Target: domain.ReferralTarget(r.Target), Consent: r.ConsentDate,
			ConsentForm: r.ConsentForm, Refer: r.ReferDate, Guidance: domain.GuidanceKind(r.GuidanceKind), WantedID: r.WantedID,
			Urgent: r.Urgent == 1, State: domain.ReferralState(r.State), DecideDate: r.DecideDate, DeclineReason: r.DeclineReason,
			ResultID: r.ResultID, Referrer: r.Referrer, Problem: domain.ReferralProblem(r.Problem), Delivered: r.DeliveredAt.Time,
			Attempted: r.Attempted == 1, TakenBack: r.TakenBack == 1, ReceiverID: r.ReceiverID, ReceiverVersion: r.ReceiverVersion,
			QuestionVersion: r.QuestionVersion, Version: r.Version, Created: r.CreatedAt.Time, Updated: r.UpdatedAt.Time,
		},
	}
}

func referralTransition(t db.ReferralTransition) domain.ReferralTransition {
	return domain.ReferralTransition{
		ID: t.ID, ReferralID: t.ReferralID, Version: t.Version, From: domain.ReferralState(t.FromState),
		To: domain.ReferralState(t.ToState), Date: t.Date, DeclineReason: t.DeclineReason, Recorder: t.Recorder,
		Created: t.CreatedAt.Time,
	}
}
