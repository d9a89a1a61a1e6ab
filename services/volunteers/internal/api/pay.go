package api

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// paying is the making of a batch in one transaction, with all that it needs to know.
type paying struct {
	Deps
	store  store.Store
	batch  domain.PaymentBatch
	ids    []string                // of the claims that are wanted
	all    bool                    // that are approved, whichever these are
	reason string                  // why they are paid where they pass a limit
	births map[string]person.Birth // by the id of the person; who was erased is not among them
	claims map[string]domain.ExpenseClaim
}

// pay makes a batch of the claims that are asked for, or of all that are approved.
func (s *PaymentBatches) pay(
	ctx context.Context, req *volunteersv1.CreatePaymentBatchRequest, batch domain.PaymentBatch, broken []fault.Field,
) (domain.PaymentBatch, error) {
	made := resource.Making(s.Clock.Now())
	batch.ID, batch.Created = made.ID, made.Now
	ids, births, err := s.wanted(ctx, req.GetPaymentBatch().GetExpenseClaimIds())
	if err != nil {
		return batch, err
	}
	request := resource.RequestOf("CreatePaymentBatch", req.GetRequestId(), req.GetPaymentBatch())
	return resource.Create(ctx, s.DB, made, request, s.loadBatch,
		func(ctx context.Context, tx *sql.Tx) (domain.PaymentBatch, error) {
			p := &paying{
				Deps: s.Deps, store: store.In(tx), batch: batch, ids: ids, births: births,
				all: len(req.GetPaymentBatch().GetExpenseClaimIds()) == 0, reason: req.GetPaymentBatch().GetOverrideReason(),
			}
			people, err := p.run(ctx, broken)
			if err != nil {
				return batch, err
			}
			return p.batch, processinglog.Append(ctx, tx, made.Now, s.about(ctx, paymentFields, people...))
		})
}

// loadBatch answers a batch of an earlier delivery, with the lines of whom it pays.
func (s *PaymentBatches) loadBatch(ctx context.Context, tx *sql.Tx, id string) (domain.PaymentBatch, error) {
	batch, err := store.In(tx).PaymentBatch(ctx, id)
	if err != nil {
		return batch, err
	}
	claims, err := store.In(tx).ExpenseClaims(ctx, "", store.ClaimFilter{BatchID: id}, domain.MostPayments)
	if err != nil {
		return batch, err
	}
	var people []string
	for _, c := range claims {
		people = append(people, c.PersonID)
	}
	return batch, processinglog.Append(ctx, tx, s.now(), s.about(ctx, paymentFields, people...))
}

// wanted answers which claims are to be paid, and when the people who claim were born: read and opened before the
// transaction.
func (s *PaymentBatches) wanted(
	ctx context.Context, ids []string,
) ([]string, map[string]person.Birth, error) {
	var rows map[string]store.Person
	err := s.snapshot(ctx, func(st store.Store) error {
		if len(ids) == 0 {
			approved, err := st.ExpenseClaims(ctx, "", store.ClaimFilter{State: domain.ClaimApproved}, domain.MostPayments)
			if err != nil {
				return err
			}
			for _, c := range approved {
				ids = append(ids, c.ID)
			}
		}
		claims, err := st.ExpenseClaimsByID(ctx, setOf(ids))
		if err != nil {
			return err
		}
		people := map[string]bool{}
		for _, c := range claims {
			people[c.PersonID] = true
		}
		rows, err = st.PeopleByID(ctx, people)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	births, err := s.births(ctx, rows)
	return ids, births, err
}

// run pays the claims and answers to whom. The lock on the people keeps others from paying the same claims, or others of the
// same people, at the same time.
func (p *paying) run(ctx context.Context, broken []fault.Field) (people []string, err error) {
	claims, err := p.store.ExpenseClaimsByID(ctx, setOf(p.ids))
	if err != nil {
		return nil, err
	}
	paid := map[string]bool{}
	for _, c := range claims {
		paid[c.PersonID] = true
	}
	people = slices.Sorted(maps.Keys(paid)) // one order for everybody, against deadlocks
	for _, id := range people {
		if err := p.store.LockPerson(ctx, id); err != nil {
			return nil, err
		}
	}
	if p.claims, err = p.store.ExpenseClaimsByID(ctx, setOf(p.ids)); err != nil {
		return nil, err
	}
	if p.all {
		p.ids = slices.DeleteFunc(slices.Clone(p.ids), func(id string) bool { // what another batch took meanwhile
			return p.claims[id].State != domain.ClaimApproved
		})
	}
	accounts, err := p.store.BankAccountsByID(ctx, paid)
	if err != nil {
		return nil, err
	}
	if err := p.check(ctx, accounts, broken); err != nil {
		return nil, err
	}
	return people, p.save(ctx)
}

// check answers everything that keeps the claims from being paid.
func (p *paying) check(ctx context.Context, accounts map[string]store.BankAccount, broken []fault.Field) error {
	for i, id := range p.ids {
		claim, known := p.claims[id]
		stand, err := hoursStand(ctx, p.store, claim)
		if err != nil {
			return err
		}
		_, present := p.births[claim.PersonID]
		_, has := accounts[claim.PersonID]
		var reason, text string
		switch {
		case !known:
			reason, text = "CLAIM_UNKNOWN", "is not there."
		case claim.State != domain.ClaimApproved:
			reason, text = "CLAIM_NOT_APPROVED", "is not approved, or paid already."
		case !present:
			reason, text = "PERSON_ERASED", "is of a person who was erased."
		case !has:
			reason, text = "BANK_ACCOUNT_MISSING", "is of a person without a bank account."
		case !stand:
			reason, text = "ALLOWANCE_WITHOUT_HOURS", "is for hours that were withdrawn since. Reject it."
		default:
			continue
		}
		broken = append(broken, fault.Field{Path: pathOfClaim(i), Reason: reason, Text: "Claim " + id + " " + text})
	}
	return fault.At("payment_batch", fault.Violations(broken))
}

// save puts the claims in the batch, and then holds those against the limits that are paid in another month than they were
// approved for.
func (p *paying) save(ctx context.Context) error {
	if len(p.ids) == 0 {
		return fault.New(fault.FailedPrecondition, "NOTHING_TO_PAY", "No claim is approved and not yet paid.")
	}
	var moved []int
	for i, id := range p.ids {
		claim := p.claims[id]
		if !claim.Assessed(p.batch.ExecutionDate) {
			moved = append(moved, i)
		}
		if err := claim.Pay(p.batch.ID, p.batch.ExecutionDate, p.batch.Created); err != nil {
			return err
		}
		if err := p.store.UpdateExpenseClaim(ctx, claim); err != nil {
			return err
		}
		p.claims[id] = claim
		p.batch.Payments++
		p.batch.TotalCents += claim.AmountCents
	}
	if err := p.reassess(ctx, moved); err != nil {
		return err
	}
	return p.store.InsertPaymentBatch(ctx, p.batch)
}

// reassess holds claims that are paid in another month than they were approved for against the limits of that month and year.
func (p *paying) reassess(ctx context.Context, moved []int) error {
	var over []passed
	for _, i := range moved {
		claim := p.claims[p.ids[i]]
		found, err := p.assess(ctx, p.store, claim, p.batch.ExecutionDate, p.births[claim.PersonID])
		if err != nil {
			return err
		}
		if len(found.Flags) == 0 {
			continue
		}
		if p.reason == "" {
			over = append(over, passed{"payment_batch." + pathOfClaim(i), claim.ID, found.Flags})
			continue
		}
		claim.Override, claim.Version = p.reason, claim.Version+1
		if err := p.store.UpdateExpenseClaim(ctx, claim); err != nil {
			return err
		}
	}
	return overLimit(over...)
}

func pathOfClaim(i int) string { return fmt.Sprintf("expense_claim_ids[%d]", i) }

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}
