package domain

// ClaimTotal is what is owed in a trajectory, in cents: by claims that are open and not left out, but for Excluded.
type ClaimTotal struct {
	Total, Preferent, Contested, Business int64
	Excluded                              int64 // by open claims that are left out
	Claims                                int
}

// TotalOf adds claims up.
func TotalOf(claims []Claim) (t ClaimTotal) {
	for _, c := range claims {
		switch {
		case c.Counts():
			t.Claims++
			t.Total += c.Amount
			t.Preferent += c.amountIf(c.Rank == Preferent)
			t.Contested += c.amountIf(!c.Contested.IsZero())
			t.Business += c.amountIf(c.Business)
		case c.State == ClaimOpen:
			t.Excluded += c.Amount
		}
	}
	return t
}

func (c Claim) amountIf(is bool) int64 {
	if is {
		return c.Amount
	}
	return 0
}

// Problematic says whether a debt is problematic (problematische schuld): what is left each month does not pay it in so many
// months at most. Months is how many it takes, begun ones whole; 0 where it never ends or there is no debt.
func Problematic(total, monthly, most int64) (months int64, problematic bool) {
	if monthly > 0 {
		months = (total + monthly - 1) / monthly
	}
	return months, total > 0 && (monthly <= 0 || months > most)
}
