package domain

import "github.com/deschoor/meedoen/platform/civil"

// Fees are what is kept of what a client pays in.
type Fees struct {
	Share      int64 // of what is paid in, in hundredths of a percent
	Management int64 // a month, in cents
}

// FeesOn answers the fees of a date.
func (l Limits) FeesOn(date civil.Date) Fees {
	return Fees{Share: l.On(FeeShare, date), Management: l.On(ManagementFee, date)}
}

// Pot is what a client pays in, what is kept of it, and what is left to divide, in cents.
type Pot struct{ PaidIn, Fee, Management, Net int64 }

// Of answers what is left of so much a month in so many months. The share is rounded down: a fee is never above what it may be.
// Nothing is kept that was not paid in.
func (f Fees) Of(monthly int64, months int) Pot {
	p := Pot{PaidIn: monthly * int64(months)}
	p.Fee = p.PaidIn * f.Share / 100_00
	p.Management = min(f.Management*int64(months), p.PaidIn-p.Fee)
	p.Net = p.PaidIn - p.Fee - p.Management
	return p
}
