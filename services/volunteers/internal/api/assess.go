package api

import (
	"context"
	"fmt"
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// GetExpenseClaimAssessment answers which maxima a claim would pass.
func (s *ExpenseClaims) GetExpenseClaimAssessment(
	ctx context.Context, req *volunteersv1.GetExpenseClaimAssessmentRequest,
) (*volunteersv1.ExpenseClaimAssessment, error) {
	var d resource.Dates
	on := d.Read("payment_date", req.GetPaymentDate())
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	st := store.Reading(s.DB.Read())
	claim, err := find(ctx, req.GetExpenseClaimId(), st.ExpenseClaim, me.claimed)
	if err != nil {
		return nil, err
	}
	if on.IsZero() {
		on = claim.PaymentDate
	}
	if on.IsZero() {
		on = s.today()
	}
	birth, err := s.birthOf(ctx, claim.PersonID)
	if err != nil {
		return nil, err
	}
	found, err := s.assess(ctx, st, claim, on, birth)
	if err != nil {
		return nil, err
	}
	answer := &volunteersv1.ExpenseClaimAssessment{
		ExpenseClaimId: claim.ID, PaymentDate: on.String(), Source: s.Limits[on.Year].Source,
	}
	for _, f := range found.Flags {
		answer.Flags = append(answer.Flags, encodeFlag(f))
	}
	for _, u := range found.Unchecked {
		answer.Unchecked = append(answer.Unchecked, &volunteersv1.UncheckedLimit{
			Limit:  enums.Value[volunteersv1.AllowanceLimit](string(u.Limit)),
			Reason: enums.Value[volunteersv1.UncheckedReason](u.Reason),
		})
	}
	return answer, s.logRead(ctx, expenseFields, claim.PersonID)
}

// birthOf answers when a person was born. Errors: NOT_FOUND (PERSON_NOT_FOUND, PERSON_ERASED).
func (d Deps) birthOf(ctx context.Context, personID string) (person.Birth, error) {
	p, err := store.Reading(d.DB.Read()).Person(ctx, personID)
	if err != nil {
		return person.Birth{}, err
	}
	births, err := d.births(ctx, map[string]store.Person{personID: p})
	birth, present := births[personID]
	if err == nil && !present {
		err = store.Person{State: domain.Erased}.Use()
	}
	return birth, err
}

// assess holds a claim, as if it were paid on a date, against the limits of that year, with everything else that the person is
// paid in it. Error: FAILED_PRECONDITION (LIMIT_UNKNOWN).
func (d Deps) assess(
	ctx context.Context, st store.Store, claim domain.ExpenseClaim, on civil.Date, birth person.Birth,
) (domain.Assessment, error) {
	if !d.Limits.Knows(on.Year) {
		return domain.Assessment{}, fault.New(fault.FailedPrecondition, "LIMIT_UNKNOWN", "No maximum of the untaxed allowance "+
			"is known for %d. Add that year, with where it was read, to a file named by volunteers.allowance-limits.", on.Year)
	}
	others, err := st.PayableClaims(ctx, claim.PersonID, on.Year)
	if err != nil {
		return domain.Assessment{}, err
	}
	var days []civil.Date
	if claim.Kind == domain.AllowanceKind {
		if days, err = st.ApprovedDays(ctx, claim.AssignmentID, claim.Month); err != nil {
			return domain.Assessment{}, err
		}
	}
	all := []domain.Compensation{claim.Compensation(on, days)}
	for _, c := range others {
		if c.ID != claim.ID {
			all = append(all, c.Compensation(c.PaymentDate, nil))
		}
	}
	return d.Limits.Assess(claim.ID, all, birth), nil
}

// passed are the limits that a claim passes, and where a request speaks of it.
type passed struct {
	path, claimID string
	flags         []domain.AllowanceFlag
}

// overLimit refuses what passes limits.
func overLimit(all ...passed) error {
	refused := fault.New(fault.FailedPrecondition, "OVER_LIMIT",
		"This passes the maximum of the untaxed allowance. Say in override_reason why it is paid all the same.")
	for _, p := range all {
		for _, f := range p.flags {
			refused.Fields = append(refused.Fields, fault.Field{
				Path: p.path, Reason: "OVER_" + strings.ToUpper(string(f.Limit)), Text: fmt.Sprintf(
					"With claim %s it would come to %s, %s over the maximum of %s; all of %s would be taxable.",
					p.claimID, euros(f.Actual), euros(f.Over()), euros(f.Most), euros(f.Taxable)),
			})
		}
	}
	if len(refused.Fields) == 0 {
		return nil
	}
	return refused
}

func encodeFlag(f domain.AllowanceFlag) *volunteersv1.AllowanceFlag {
	return &volunteersv1.AllowanceFlag{
		Limit: enums.Value[volunteersv1.AllowanceLimit](string(f.Limit)), Period: f.Period, LimitCents: int32(f.Most),
		ActualCents: int32(f.Actual), OverCents: int32(f.Over()), TaxableCents: int32(f.Taxable), Meaning: meaning(f),
	}
}

// meaning says in Dutch what it means that a limit is passed.
func meaning(f domain.AllowanceFlag) string {
	what := map[domain.AllowanceLimit]string{
		domain.HourFrom21:  "De vergoeding per uur (21 jaar of ouder)",
		domain.HourUnder21: "De vergoeding per uur (jonger dan 21 jaar)",
		domain.MonthLimit:  "De vergoeding in de maand " + f.Period,
		domain.YearLimit:   "De vergoeding in het jaar " + f.Period,
	}[f.Limit]
	return fmt.Sprintf("%s wordt %s: %s boven het maximum van %s. Daardoor is de hele %s belast, en niet alleen wat erboven komt.",
		what, bedrag(f.Actual), bedrag(f.Over()), bedrag(f.Most), bedrag(f.Taxable))
}

// euros writes cents as an amount in English, bedrag in Dutch.
func euros(cents int) string { return fmt.Sprintf("EUR %d.%02d", cents/100, cents%100) }

func bedrag(cents int) string { return fmt.Sprintf("€ %d,%02d", cents/100, cents%100) }
