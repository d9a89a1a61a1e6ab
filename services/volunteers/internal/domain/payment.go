package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// MostPayments is how many claims a batch has at most.
const MostPayments = 1000

// PaymentBatch is approved claims that are paid together (betaalbatch).
type PaymentBatch struct {
	ID            string
	ExecutionDate civil.Date // on which the bank is to pay
	Payments      int
	TotalCents    int
	Recorder      string
	Created       time.Time
}

// Assessed says whether a claim was held against the maxima of the month of a date when it was approved: then the batch need
// not do so again.
func (c ExpenseClaim) Assessed(on civil.Date) bool {
	return c.Override != "" || MonthOf(c.PaymentDate) == MonthOf(on)
}
