package domain_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// parts answers parts with numbers from 1: preferent ones first.
func parts(preferent, concurrent []int64) (list []domain.Part) {
	for _, amount := range preferent {
		list = append(list, domain.Part{Number: len(list) + 1, Rank: domain.Preferent, Amount: amount})
	}
	for _, amount := range concurrent {
		list = append(list, domain.Part{Number: len(list) + 1, Rank: domain.Concurrent, Amount: amount})
	}
	return list
}

func TestDistributionOfTheWorkedExamples(t *testing.T) {
	w7 := parts([]int64{3_000_00}, []int64{9_000_00, 3_000_00})
	for name, tt := range map[string]struct {
		pot   int64
		parts []domain.Part
		want  []int64
		rest  int64
	}{
		"W7: preferent twice the percentage":  {1_080_00, w7, []int64{360_00, 540_00, 180_00}, 0},
		"W8: preferent in full":               {9_000_00, w7, []int64{3_000_00, 4_500_00, 1_500_00}, 0},
		"W8: preferent in full, more":         {12_000_00, w7, []int64{3_000_00, 6_750_00, 2_250_00}, 0},
		"W9: after fees":                      {956_70, parts([]int64{3_000_00}, []int64{12_000_00}), []int64{318_90, 637_80}, 0},
		"W10: cents to the largest remainder": {100_00, parts(nil, []int64{1_000_00, 1_000_00, 1_000_00}), []int64{33_34, 33_33, 33_33}, 0},
		"a pot of three cents":                {3, parts(nil, []int64{1, 3, 3}), []int64{1, 1, 1}, 0},
		"a cent more, a cent elsewhere":       {4, parts(nil, []int64{1, 3, 3}), []int64{0, 2, 2}, 0},
		"more than is owed":                   {20_000_00, w7, []int64{3_000_00, 9_000_00, 3_000_00}, 5_000_00},
		"exactly where preferent is full":     {9_00, parts([]int64{6_00}, []int64{6_00}), []int64{6_00, 3_00}, 0},
		"nothing to divide":                   {0, w7, []int64{0, 0, 0}, 0},
		"a debt instead of a pot":             {-1, w7, []int64{0, 0, 0}, 0},
		"preferent alone":                     {1_00, parts([]int64{1_00, 2_00}, nil), []int64{33, 67}, 0},
		"claims of nothing":                   {1_00, parts([]int64{0}, []int64{0}), []int64{0, 0}, 1_00},
		"nobody":                              {1_00, nil, []int64{}, 1_00},
		"sums beyond 64 bits between": {
			1 << 45, parts(nil, []int64{1 << 46, 1 << 46, 1 << 46, 1 << 46}), []int64{1 << 43, 1 << 43, 1 << 43, 1 << 43}, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			shares, rest := domain.Distribute(tt.pot, tt.parts)
			require.Equal(t, tt.want, shares)
			require.Equal(t, tt.rest, rest)
		})
	}
}

func TestFeesGoFirst(t *testing.T) {
	for name, tt := range map[string]struct {
		fees    domain.Fees
		monthly int64
		months  int
		want    domain.Pot
	}{
		"W9: nine percent and six euros a month": {
			domain.Fees{Share: 900, Management: 6_00}, 65_00, 18, domain.Pot{PaidIn: 1_170_00, Fee: 105_30, Management: 108_00, Net: 956_70},
		},
		"W6: no fees":                     {domain.Fees{}, 65_50, 18, domain.Pot{PaidIn: 1_179_00, Net: 1_179_00}},
		"half a cent is not kept":         {domain.Fees{Share: 900}, 50, 1, domain.Pot{PaidIn: 50, Fee: 4, Net: 46}},
		"no more is kept than is paid in": {domain.Fees{Management: 6_00}, 5_00, 2, domain.Pot{PaidIn: 10_00, Management: 10_00}},
		"nothing is paid in":              {domain.Fees{Share: 900, Management: 6_00}, 0, 18, domain.Pot{}},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tt.want, tt.fees.Of(tt.monthly, tt.months)) })
	}
}

// drawParts answers any claims, with numbers from 1.
func drawParts(t *rapid.T) []domain.Part {
	amounts := rapid.SliceOfN(rapid.OneOf(rapid.Int64Range(0, 9), rapid.Int64Range(0, 100_000_00)), 0, 30)
	return parts(amounts.Draw(t, "preferent"), amounts.Draw(t, "concurrent"))
}

func owedIn(list []domain.Part) (total int64) {
	for _, p := range list {
		total += p.Amount
	}
	return total
}

func sum(shares []int64) (total int64) {
	for _, s := range shares {
		total += s
	}
	return total
}

func TestSharesAreThePotAndNoneIsMoreThanItsClaim(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawParts(t)
		pot := rapid.Int64Range(0, owedIn(list)+100).Draw(t, "pot")
		shares, rest := domain.Distribute(pot, list)
		require.Equal(t, pot, sum(shares)+rest)
		require.True(t, rest == 0 || sum(shares) == owedIn(list), "nothing is left while something is owed")
		for i, p := range list {
			require.GreaterOrEqual(t, shares[i], int64(0))
			require.LessOrEqual(t, shares[i], p.Amount)
		}
	})
}

// A preferent claim gets twice the percentage of a concurrent one to the cent, until it is paid.
func TestPreferentClaimGetsTwiceThePercentageUntilItIsPaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawParts(t)
		amount := rapid.Int64Range(1, 100_000_00).Draw(t, "amount")
		list = append(list,
			domain.Part{Number: 101, Rank: domain.Preferent, Amount: amount}, domain.Part{Number: 102, Rank: domain.Concurrent, Amount: amount})
		shares, _ := domain.Distribute(rapid.Int64Range(0, owedIn(list)).Draw(t, "pot"), list)
		preferent, concurrent := shares[len(list)-2], shares[len(list)-1]
		require.GreaterOrEqual(t, preferent, concurrent)
		if 2*concurrent < amount-2 {
			// Both are rounded by less than a cent, and one of them counts twice.
			require.InDelta(t, 2*concurrent, preferent, 2)
		} else {
			require.GreaterOrEqual(t, preferent, amount-3)
		}
	})
}

// More in the pot is no less for a claim, but for the cent of the largest remainder, which may go elsewhere.
func TestLargerPotIsNoLessForAnyClaimButForACent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawParts(t)
		pot := rapid.Int64Range(0, owedIn(list)).Draw(t, "pot")
		more := pot + rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64Range(0, 1_000_00)).Draw(t, "more")
		before, _ := domain.Distribute(pot, list)
		after, _ := domain.Distribute(more, list)
		for i := range list {
			require.GreaterOrEqual(t, after[i], before[i]-1)
		}
	})
}

func TestOrderOfTheClaimsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawParts(t)
		pot := rapid.Int64Range(0, owedIn(list)+100).Draw(t, "pot")
		of := func(list []domain.Part) map[int]int64 {
			shares, _ := domain.Distribute(pot, list)
			byNumber := map[int]int64{}
			for i, p := range list {
				byNumber[p.Number] = shares[i]
			}
			return byNumber
		}
		require.Equal(t, of(list), of(rapid.Permutation(list).Draw(t, "order")))
	})
}

// Fifty claims are divided in less than 50 microseconds.
func BenchmarkDistribute(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	list := parts(nil, nil)
	for i := range 50 {
		rank := []domain.ClaimRank{domain.Preferent, domain.Concurrent}[i%2]
		list = append(list, domain.Part{Number: i + 1, Rank: rank, Amount: random.Int64N(10_000_00)})
	}
	list = slices.Clip(list)
	for b.Loop() {
		domain.Distribute(10_000_00, list)
	}
}
