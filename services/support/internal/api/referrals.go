package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/schedule"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// Referrals answers ReferralService.
type Referrals struct {
	supportv1.UnimplementedReferralServiceServer
	Deps
}

// CreateReferral refers the resident of a question.
func (s *Referrals) CreateReferral(ctx context.Context, req *supportv1.CreateReferralRequest) (*supportv1.Referral, error) {
	q, err := s.openQuestion(ctx, req.GetReferral().GetQuestionId())
	if err != nil {
		return nil, err
	}
	asked, err := decodeReferral(ctx, req.GetReferral())
	if err != nil {
		return nil, err
	}
	keys, err := s.questionKeys(ctx, q.Question)
	if err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	asked.ID, asked.Created, asked.Updated = made.ID, made.Now, made.Now
	row, err := sealReferral(keys, q.Question, asked)
	if err != nil {
		return nil, err
	}
	done := s.doneWithQuestions(ctx, referralFields, "referral/"+made.ID, q.Question)
	hash := person.RequestHash(s.Privacy, events.Service)
	row, err = resource.Create(ctx, s.DB, made,
		resource.Request{Scope: "CreateReferral/" + q.ID, ID: req.GetRequestId(), Hash: hash(req.GetReferral())},
		func(ctx context.Context, tx *sql.Tx, id string) (store.Referral, error) {
			earlier, err := store.In(tx).Referral(ctx, id)
			if err != nil {
				return earlier, err
			}
			return earlier, s.log(ctx, tx, done)
		},
		func(ctx context.Context, tx *sql.Tx) (store.Referral, error) {
			made, err := s.refer(ctx, tx, row, keys)
			if err != nil {
				return made, err
			}
			return made, s.log(ctx, tx, done)
		})
	if err != nil {
		return nil, err
	}
	r, err := openReferralTexts(keys, q.Holder(), row)
	if err != nil {
		return nil, err
	}
	return encodeReferral(r), nil
}

// refer keeps a referral, refers its question by it, and has it delivered.
func (s *Referrals) refer(ctx context.Context, tx *sql.Tx, r store.Referral, keys privacy.Keys) (store.Referral, error) {
	st := store.In(tx)
	q, err := lockReferring(ctx, st, r.QuestionID)
	if err != nil {
		return r, err
	}
	open, err := openOfQuestion(ctx, st, keys, q.Question)
	if err != nil {
		return r, err
	}
	if err := r.Check(domain.Referring{
		Today: s.today(), Question: q.Question, Open: open, Connected: s.Receivers.Has(r.Target),
	}); err != nil {
		return r, err
	}
	if r.QuestionVersion, err = s.referQuestion(ctx, tx, q, r.Referral); err != nil {
		return r, err
	}
	if err := st.InsertReferral(ctx, r); err != nil || r.State != domain.ReferralSending {
		return r, err
	}
	return r, s.Timers.Set(ctx, tx, schedule.Timer{Kind: ReferralTimer, Key: r.ID, Due: r.Created})
}

// openOfQuestion answers the referrals of a question that are not decided, with what was said.
func openOfQuestion(
	ctx context.Context, st store.Store, keys privacy.Keys, q domain.Question,
) (open []domain.Referral, err error) {
	all, err := st.ReferralsOfQuestion(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	for _, row := range all {
		if !row.State.Open() {
			continue
		}
		r, err := openReferralTexts(keys, q.Holder(), row)
		if err != nil {
			return nil, err
		}
		open = append(open, r)
	}
	return open, nil
}

// GetReferral answers one referral.
func (s *Referrals) GetReferral(ctx context.Context, req *supportv1.GetReferralRequest) (*supportv1.Referral, error) {
	row, q, err := s.openReferral(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	list, err := s.openReferralsOf(ctx, map[string]store.Question{q.ID: q}, row)
	if err != nil {
		return nil, err
	}
	return encodeReferral(list[0]), s.logApart(ctx, s.doneWithQuestions(ctx, referralFields, "referral/"+row.ID, q.Question))
}

// ListReferrals lists referrals, oldest first: a worker sees those of the questions of the own teams, a system those of the
// questions it sent.
func (s *Referrals) ListReferrals(
	ctx context.Context, req *supportv1.ListReferralsRequest,
) (*supportv1.ListReferralsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	rows, err := store.Reading(s.DB.Read()).Referrals(ctx, after, store.ReferralFilter{
		Viewer: viewer(ctx), QuestionID: req.GetQuestionId(), State: enums.Text(req.GetState()), Target: enums.Text(req.GetTarget()),
	}, size+1)
	if err != nil {
		return nil, err
	}
	rows, next := pages.Cut(req, rows, size, func(r store.Referral) string { return r.ID })
	list, of, err := s.openReferrals(ctx, rows...)
	if err != nil {
		return nil, err
	}
	answer := &supportv1.ListReferralsResponse{NextPageToken: next}
	for _, r := range list {
		answer.Referrals = append(answer.Referrals, encodeReferral(r))
	}
	return answer, s.logApart(ctx, s.doneWithQuestions(ctx, referralFields, "referrals", of...))
}
