package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// drawUp keeps an agreement, or answers what is wrong with it.
func (s *Agreements) drawUp(
	ctx context.Context, m resource.Made, req *volunteersv1.CreateAgreementRequest, a domain.Agreement, broken []fault.Field,
) (*volunteersv1.Agreement, error) {
	request := resource.RequestOf("CreateAgreement", req.GetRequestId(), req.GetAgreement())
	made, err := resource.Create(ctx, s.DB, m, request, s.agreement, func(
		ctx context.Context, tx *sql.Tx,
	) (domain.Agreement, error) {
		in := store.In(tx)
		if err := s.check(ctx, in, a, broken); err != nil {
			return a, err
		}
		if err := in.InsertAgreement(ctx, a, s.Organisation.Agreement.Content); err != nil {
			return a, err
		}
		return s.agreement(ctx, tx, a.ID)
	})
	if err != nil {
		return nil, err
	}
	return encodeAgreement(made), nil
}

// check answers every rule a new agreement breaks, those that are known to be broken already first. It locks the person: of
// two agreements at the same time one is drawn up, and none with who is being erased.
func (s *Agreements) check(ctx context.Context, in store.Store, a domain.Agreement, broken []fault.Field) error {
	found, err := in.WorkByID(ctx, map[string]bool{a.AssignmentID: true})
	if err != nil {
		return err
	}
	work := resource.Found(found, a.AssignmentID)
	if work != nil {
		people, err := in.LockPeopleByID(ctx, map[string]bool{work.PersonID: true})
		if err != nil {
			return err
		}
		work.Erased = people[work.PersonID].State == domain.Erased
	}
	if err := fault.At("agreement", fault.Violations(append(broken, a.Check(work)...))); err != nil {
		return err
	}
	if taken, err := in.HasAgreement(ctx, a.AssignmentID); err != nil || !taken {
		return err
	}
	return fault.New(fault.AlreadyExists, "AGREEMENT_EXISTS",
		"This assignment has an agreement. Withdraw it as replaced before another is drawn up.")
}

// CreateAgreementSigning records that both signed an agreement.
func (s *Agreements) CreateAgreementSigning(
	ctx context.Context, req *volunteersv1.CreateAgreementSigningRequest,
) (*volunteersv1.Agreement, error) {
	m := req.GetSigning()
	var d resource.Dates
	date := d.Read("signing.date", m.GetDate())
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	request := resource.RequestOf("CreateAgreementSigning/"+req.GetAgreementId(), req.GetRequestId(), m)
	return s.step(ctx, request, req.GetAgreementId(), m.GetEtag(), func(a *domain.Agreement) error {
		return a.Sign(date, s.today())
	})
}

// CreateAgreementWithdrawal withdraws an agreement.
func (s *Agreements) CreateAgreementWithdrawal(
	ctx context.Context, req *volunteersv1.CreateAgreementWithdrawalRequest,
) (*volunteersv1.Agreement, error) {
	m := req.GetWithdrawal()
	request := resource.RequestOf("CreateAgreementWithdrawal/"+req.GetAgreementId(), req.GetRequestId(), m)
	return s.step(ctx, request, req.GetAgreementId(), m.GetEtag(), func(a *domain.Agreement) error {
		return a.Withdraw(enums.Text(m.GetReason()))
	})
}

// step changes how far an agreement has come, once for a request, and answers it.
func (s *Agreements) step(
	ctx context.Context, request resource.Request, id, etag string, change func(*domain.Agreement) error,
) (*volunteersv1.Agreement, error) {
	m := resource.Making(s.Clock.Now())
	asItIs := func(ctx context.Context, tx *sql.Tx, _ string) (domain.Agreement, error) {
		return s.agreement(ctx, tx, id)
	}
	a, err := resource.Create(ctx, s.DB, m, request, asItIs, func(ctx context.Context, tx *sql.Tx) (domain.Agreement, error) {
		a, err := s.agreement(ctx, tx, id)
		if err != nil {
			return a, err
		}
		if err := resource.MatchEtag(etag, a.Version); err != nil {
			return a, err
		}
		a.Version, a.Updated = a.Version+1, m.Now
		if err := change(&a); err != nil {
			return a, err
		}
		return a, store.In(tx).StepAgreement(ctx, a)
	})
	if err != nil {
		return nil, err
	}
	return encodeAgreement(a), nil
}

// agreement answers an agreement, which stands in the processing log then.
func (s *Agreements) agreement(ctx context.Context, tx *sql.Tx, id string) (domain.Agreement, error) {
	a, err := store.In(tx).Agreement(ctx, id)
	if err != nil {
		return a, err
	}
	work, err := store.In(tx).WorkByID(ctx, map[string]bool{a.AssignmentID: true})
	if err != nil {
		return a, err
	}
	return a, processinglog.Append(ctx, tx, s.now(), s.about(ctx, agreementFields, work[a.AssignmentID].PersonID))
}
