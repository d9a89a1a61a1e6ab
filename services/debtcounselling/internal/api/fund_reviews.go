package api

import (
	"context"
	"database/sql"
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// followReviews has the reviews of an agreement, which are terms, follow a step of it: they begin where it runs, and do not
// matter any more where it is concluded. Its trajectory is locked.
func (d Deps) followReviews(
	ctx context.Context, tx *sql.Tx, a domain.FundAgreement, step domain.FundAgreementTransition,
) error {
	if step.To != domain.AgreementRunning {
		return d.voidTerms(ctx, tx, a.TrajectoryID, isReviewOf(a.ID))
	}
	if len(a.Reviews) == 0 {
		return d.planReview(ctx, tx, a, step.Date)
	}
	terms := make([]domain.Term, len(a.Reviews))
	for i, date := range a.Reviews {
		terms[i] = domain.Term{
			ID: ids.New(), TrajectoryID: a.TrajectoryID, Kind: domain.FundReviewTerm, Subject: a.ID + "/" + date.String(),
			Start: a.Start, Due: date, State: domain.TermRunning, Version: 1, Created: step.Created, Updated: step.Created,
		}
	}
	if err := store.In(tx).InsertTerms(ctx, terms); err != nil {
		return err
	}
	return d.watchTerms(ctx, tx, terms...)
}

// planReview begins the next review of an agreement in which none were agreed: as policy says.
func (d Deps) planReview(ctx context.Context, tx *sql.Tx, a domain.FundAgreement, from civil.Date) error {
	term, is := d.term(domain.Trajectory{ID: a.TrajectoryID}, domain.FundReviewTerm, from, d.now())
	if !is {
		return nil
	}
	term.Subject = a.ID + "/" + term.Due.String()
	if err := store.In(tx).InsertTerms(ctx, []domain.Term{term}); err != nil {
		return err
	}
	return d.watchTerms(ctx, tx, term)
}

// isReviewOf says of which terms an agreement is the subject.
func isReviewOf(agreementID string) func(domain.Term) bool {
	return func(t domain.Term) bool {
		return t.Kind == domain.FundReviewTerm && strings.HasPrefix(t.Subject, agreementID+"/")
	}
}

// meetReview has scores meet the first review that runs of the agreement of their client, where there is one: to see how it goes
// is what a review is. The trajectory is locked.
func (d Deps) meetReview(ctx context.Context, tx *sql.Tx, scores domain.LivingAreaScores) error {
	st := store.In(tx)
	if scores.Moment == domain.ScoresAtStart {
		return nil
	}
	list, err := st.FundAgreementsOfClient(ctx, scores.ClientID)
	for _, a := range list {
		if a.State == domain.AgreementRunning && a.TrajectoryID == scores.TrajectoryID {
			return d.meetReviewOf(ctx, tx, a.FundAgreement, scores.Date)
		}
	}
	return err
}

func (d Deps) meetReviewOf(ctx context.Context, tx *sql.Tx, a domain.FundAgreement, on civil.Date) error {
	running, err := store.In(tx).RunningTerms(ctx, a.TrajectoryID)
	if err != nil {
		return err
	}
	var first domain.Term
	is := isReviewOf(a.ID)
	for _, t := range running {
		if is(t) && (first.ID == "" || t.Due.Before(first.Due)) {
			first = t
		}
	}
	if err := d.meetTerms(ctx, tx, a.TrajectoryID, on, func(t domain.Term) bool { return t.ID == first.ID }); err != nil {
		return err
	}
	if len(a.Reviews) > 0 {
		return nil
	}
	return d.planReview(ctx, tx, a, on)
}

// refuseUnconcluded answers that a trajectory, which is locked, cannot end: an agreement is to be concluded first, for what is
// owed follows from how. Error: FAILED_PRECONDITION (AGREEMENT_NOT_CONCLUDED).
func refuseUnconcluded(ctx context.Context, st store.Store, trajectoryID string) error {
	list, err := st.FundAgreements(ctx, trajectoryID, "", mostAgreements)
	for _, a := range list {
		if !a.State.Concluded() {
			return fault.New(fault.FailedPrecondition, "AGREEMENT_NOT_CONCLUDED", "An agreement with the fund is %s.", a.State).
				With("fund_agreement_id", a.ID)
		}
	}
	return err
}

// mostAgreements is more than there are of one trajectory.
const mostAgreements = 1_000
