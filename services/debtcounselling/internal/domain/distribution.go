package domain

import (
	"cmp"
	"math/bits"
	"slices"
)

// Part is a claim as far as a division needs it. Numbers are one for a claim.
type Part struct {
	Number int
	Rank   ClaimRank
	Amount int64 // what is owed, in cents
}

// Distribute answers what each part gets of a pot, in the order of the parts, and what is left once all are paid. All sums are
// in cents.
//
// Preferent claims get twice the percentage of concurrent ones until they are paid in full (Fw article 349(2)): of a pot N,
// with preferent claims of P and concurrent ones of C together, concurrent ones get N/(2P+C) of what they are; where that is
// half or more, preferent ones get all, and concurrent ones (N-P)/C. Cents that do not divide go to the largest remainders,
// the lowest number first, so that the shares are the pot to the cent.
func Distribute(pot int64, parts []Part) (shares []int64, rest int64) {
	var preferent, concurrent int64
	for _, p := range parts {
		if p.Rank == Preferent {
			preferent += p.Amount
		} else {
			concurrent += p.Amount
		}
	}
	pot = max(pot, 0)
	if all := preferent + concurrent; pot > all {
		pot, rest = all, pot-all
	}
	shares = make([]int64, len(parts))
	if 2*pot < 2*preferent+concurrent {
		divide(pot, 2*preferent+concurrent, parts, shares, 2)
		return shares, rest
	}
	for i, p := range parts {
		if p.Rank == Preferent {
			shares[i] = p.Amount
		}
	}
	divide(pot-preferent, concurrent, parts, shares, 0)
	return shares, rest
}

// divide adds to shares what each part gets of a pot by its weight: its amount, times what a preferent one weighs. Whole is
// the sum of the weights, and not below the pot.
func divide(pot, whole int64, parts []Part, shares []int64, preferent int64) {
	if whole == 0 {
		return
	}
	type remainder struct {
		part int
		left uint64
	}
	remainders := make([]remainder, len(parts))
	over := pot
	for i, p := range parts {
		weight := p.Amount
		if p.Rank == Preferent {
			weight *= preferent
		}
		// The product may not fit in 64 bits; the quotient is at most the weight.
		high, low := bits.Mul64(uint64(pot), uint64(weight))
		quotient, left := bits.Div64(high, low, uint64(whole))
		shares[i] += int64(quotient)
		over -= int64(quotient)
		remainders[i] = remainder{i, left}
	}
	slices.SortFunc(remainders, func(a, b remainder) int {
		return cmp.Or(cmp.Compare(b.left, a.left), cmp.Compare(parts[a.part].Number, parts[b.part].Number))
	})
	for _, r := range remainders[:over] {
		shares[r.part]++
	}
}
