package domain

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Instalment is what the client pays in on a date.
type Instalment struct {
	Number int // which month, from 1; 0 for what is paid in at once
	Due    civil.Date
	Amount int64
}

// PlannedPayout is what a claim gets on a date.
type PlannedPayout struct {
	Date    civil.Date
	ClaimID string
	Amount  int64
}

// PaymentSchedule is when a settlement is paid (betaalschema), by date.
type PaymentSchedule struct {
	Instalments []Instalment
	Payouts     []PlannedPayout // of one date by the number of the claim
}

// Schedule answers when the settlement is paid, where every is after how many months creditors of a mediation are paid. Error:
// FAILED_PRECONDITION (SETTLEMENT_NOT_BEGUN).
func (s Settlement) Schedule(every int) (schedule PaymentSchedule, err error) {
	if s.Life.Start.IsZero() {
		return schedule, fault.New(fault.FailedPrecondition, "SETTLEMENT_NOT_BEGUN", "The settlement is %s.", s.Life.State)
	}
	return PaymentSchedule{Instalments: s.instalments(), Payouts: s.payouts(every)}, nil
}

// instalments are due a month after the settlement began, and so on: the last one on its last date, with what is left then.
func (s Settlement) instalments() (list []Instalment) {
	if s.Extra > 0 {
		list = append(list, Instalment{Due: s.Life.Start, Amount: s.Extra})
	}
	left := s.Pot.PaidIn - s.Extra
	for number := 1; number <= s.Months; number++ {
		amount := min(s.Monthly, left)
		if number == s.Months {
			amount = left
		}
		left -= amount
		list = append(list, Instalment{Number: number, Due: s.Life.Start.AddMonths(number), Amount: amount})
	}
	return list
}

// payouts come at once where there is a loan or nothing is paid in each month, in terms where all is paid in terms, and each so
// many months where a mediator keeps what is paid in.
func (s Settlement) payouts(every int) (list []PlannedPayout) {
	switch s.Kind {
	case PaymentArrangement:
		every = 1
	case DebtMediation:
	default:
		return s.payoutsAt(s.Life.Start, nil, 1, 1)
	}
	paid := make([]int64, len(s.Offers))
	for month := max(every, 1); ; month += max(every, 1) {
		month = min(month, s.Months)
		list = append(list, s.payoutsAt(s.Life.Start.AddMonths(month), paid, month, s.Months)...)
		if month == s.Months {
			return list
		}
	}
}

// payoutsAt answers what each claim gets of its share after so many of all months, and adds that to what it was paid. Shares are
// rounded down until the last month, so that never more is paid out than was paid in.
func (s Settlement) payoutsAt(on civil.Date, paid []int64, month, months int) (list []PlannedPayout) {
	for i, o := range s.Offers {
		amount := o.Share * int64(month) / int64(months)
		if paid != nil {
			amount -= paid[i]
			paid[i] += amount
		}
		if amount > 0 {
			list = append(list, PlannedPayout{Date: on, ClaimID: o.ClaimID, Amount: amount})
		}
	}
	return list
}
