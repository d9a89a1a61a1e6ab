package domain

import (
	"errors"
	"fmt"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
)

// LimitKind is what a limit is of.
type LimitKind string

// The limits. Shares are in hundredths of a percent, money is in cents.
const (
	ProblematicMonths LimitKind = "problematic_months"  // in which a debt can be paid that is not problematic
	FeeShare          LimitKind = "fee_share"           // of what a client pays in, kept for the settlement
	FeeShareMost      LimitKind = "fee_share_most"      // that
	ManagementFee     LimitKind = "management_fee"      // a month, for the management of money
	ManagementFeeMost LimitKind = "management_fee_most" // that
	PayoutMonths      LimitKind = "payout_months"       // after which creditors of a mediation are paid

	FundAgeLeast           LimitKind = "fund_age_least"           // in years, of who may agree with the fund for young people
	FundAgeMost            LimitKind = "fund_age_most"            // that
	FundSchoolHour         LimitKind = "fund_school_hour"         // what an hour of it redeems
	FundTrainingHour       LimitKind = "fund_training_hour"       // that
	FundWorkHour           LimitKind = "fund_work_hour"           // that
	FundVolunteeringHour   LimitKind = "fund_volunteering_hour"   // that
	FundInformationSession LimitKind = "fund_information_session" // what one redeems
)

// Limit is an amount that the law or a policy sets from a date on.
type Limit struct {
	Kind   LimitKind
	From   civil.Date
	Amount int64
	Source string // where it was read
}

// Limits are all of them.
type Limits []Limit

// LimitKinds answers every kind of limit.
func LimitKinds() []LimitKind {
	return []LimitKind{
		ProblematicMonths, FeeShare, FeeShareMost, ManagementFee, ManagementFeeMost, PayoutMonths,
		FundAgeLeast, FundAgeMost, FundSchoolHour, FundTrainingHour, FundWorkHour, FundVolunteeringHour, FundInformationSession,
	}
}

// Validate answers what is wrong with a limit.
func (l Limit) Validate() error {
	var problems []error
	if !slices.Contains(LimitKinds(), l.Kind) {
		problems = append(problems, fmt.Errorf("%q is no kind of limit", l.Kind))
	}
	if l.Amount < 0 {
		problems = append(problems, fmt.Errorf("an amount is not below 0, as %d is", l.Amount))
	}
	if l.Kind == PayoutMonths && l.Amount == 0 {
		problems = append(problems, errors.New("creditors are paid after a month at least"))
	}
	if l.Source == "" {
		problems = append(problems, errors.New("where it was read is missing"))
	}
	return errors.Join(problems...)
}

// Check answers the kinds that have no limit at all, and the dates on which one is above that which bounds it.
func (l Limits) Check() error {
	var problems []error
	for _, kind := range LimitKinds() {
		if !slices.ContainsFunc(l, func(one Limit) bool { return one.Kind == kind }) {
			problems = append(problems, fmt.Errorf("there is no %s", kind))
		}
	}
	for _, one := range l {
		for least, most := range map[LimitKind]LimitKind{
			FeeShare: FeeShareMost, ManagementFee: ManagementFeeMost, FundAgeLeast: FundAgeMost,
		} {
			if l.On(least, one.From) > l.On(most, one.From) {
				problems = append(problems, fmt.Errorf("on %s the %s is above the %s", one.From, least, most))
			}
		}
	}
	return errors.Join(problems...)
}

// On answers the amount that holds on a date: that of the last limit before it, of the first one on earlier dates.
func (l Limits) On(kind LimitKind, date civil.Date) int64 {
	var holds *Limit
	for i, one := range l {
		if one.Kind != kind {
			continue
		}
		earliest := holds == nil || (holds.From.After(date) && one.From.Before(holds.From))
		if earliest || (!one.From.After(date) && (holds.From.After(date) || !one.From.Before(holds.From))) {
			holds = &l[i]
		}
	}
	if holds == nil {
		return 0
	}
	return holds.Amount
}
