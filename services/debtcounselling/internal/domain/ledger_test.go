package domain_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

const (
	held     domain.Account = "asset/held"
	borrowed domain.Account = "liability/loan"
	paidIn   domain.Account = "result/paid-in"
	paidOut  domain.Account = "result/paid/1"
)

func TestEntryIsOfTwoPostingsThatAreZeroTogether(t *testing.T) {
	tests := map[string]struct {
		postings []domain.Posting
		want     []string
	}{
		"a move":       {domain.Move(paidIn, held, 65_50), nil},
		"among three":  {[]domain.Posting{{held, 60_00}, {paidOut, 5_50}, {paidIn, -65_50}}, nil},
		"none":         {nil, []string{"postings POSTINGS_TOO_FEW"}},
		"one":          {[]domain.Posting{{held, 1}}, []string{"postings POSTINGS_TOO_FEW", "postings POSTINGS_NOT_ZERO"}},
		"not zero":     {[]domain.Posting{{held, 100}, {paidIn, -99}}, []string{"postings POSTINGS_NOT_ZERO"}},
		"of nothing":   {domain.Move(paidIn, held, 0), []string{"postings[0] POSTING_ZERO", "postings[1] POSTING_ZERO"}},
		"to itself":    {domain.Move(held, held, 1), []string{"postings[1] ACCOUNT_TWICE"}},
		"no account":   {domain.Move("", "asset/", 1), []string{"postings[0] ACCOUNT_INVALID", "postings[1] ACCOUNT_INVALID"}},
		"other kind":   {domain.Move(held, "cash/held", 1), []string{"postings[0] ACCOUNT_INVALID"}},
		"more than is": {domain.Move(held, paidOut, domain.MaxAmount+1), []string{"postings[0] AMOUNT_TOO_LARGE", "postings[1] AMOUNT_TOO_LARGE"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			require.ElementsMatch(t, tt.want, reasons(domain.Entry{Postings: tt.postings}.Check()))
		})
	}
}

func TestAssetIsNeverBelowZeroAndLiabilityNeverAbove(t *testing.T) {
	l := domain.Ledger{Book: "settlement/1"}
	post := func(from, to domain.Account, cents int64) error {
		return l.Post(&domain.Entry{Postings: domain.Move(from, to, cents)})
	}
	require.NoError(t, post(borrowed, held, 900_00))
	require.NoError(t, post(held, paidOut, 900_00))
	before := maps.Clone(l.Balances)
	require.True(t, fault.Is(post(held, paidOut, 1), "LEDGER_OVERDRAWN"))
	require.NoError(t, post(paidIn, held, 950_00))
	require.True(t, fault.Is(post(held, borrowed, 900_01), "LEDGER_OVERDRAWN"), "no more is paid back than was lent")
	require.NoError(t, post(held, borrowed, 900_00))
	require.EqualValues(t, 4, l.Entries, "what is refused is no entry")
	require.Equal(t, map[domain.Account]int64{held: 0, borrowed: -900_00, paidOut: 900_00}, before, "nor does it move anything")
	require.Equal(t, map[domain.Account]int64{held: 50_00, borrowed: 0, paidIn: -950_00, paidOut: 900_00}, l.Balances)
}

func TestAccountHoldsNoMoreThanCanBeTold(t *testing.T) {
	l := domain.Ledger{}
	full := &domain.Entry{Postings: domain.Move(paidIn, held, domain.MaxAmount)}
	require.NoError(t, l.Post(full))
	require.True(t, fault.Is(l.Post(&domain.Entry{Postings: domain.Move(paidIn, held, 1)}), "LEDGER_FULL"))
}

func TestEntryIsUndoneOnceAndWhatUndoesIsNot(t *testing.T) {
	e := domain.Entry{ID: "1", Book: "fund", Subject: "claim", Postings: domain.Move(held, paidOut, 5)}
	undoing, err := e.Reverse()
	require.NoError(t, err)
	require.Equal(t, domain.Entry{
		Book: "fund", Kind: domain.ReversalEntry, Subject: "claim", ReversalOf: "1", Postings: []domain.Posting{{paidOut, -5}, {held, 5}},
	}, undoing)
	_, err = undoing.Reverse()
	require.True(t, fault.Is(err, "ENTRY_IS_REVERSAL"))
	e.ReversedBy = "2"
	_, err = e.Reverse()
	require.True(t, fault.Is(err, "ENTRY_REVERSED"))
}

// anyEntry draws one that may break rules, or undoes one of those that were posted.
func anyEntry(t *rapid.T, posted []domain.Entry) domain.Entry {
	if len(posted) > 0 && rapid.IntRange(0, 3).Draw(t, "undo") == 0 {
		undoing, err := posted[rapid.IntRange(0, len(posted)-1).Draw(t, "which")].Reverse()
		if err == nil {
			return undoing
		}
	}
	account := rapid.SampledFrom([]domain.Account{held, borrowed, paidIn, paidOut})
	cents := rapid.Int64Range(-300, 300)
	e := domain.Entry{Postings: domain.Move(account.Draw(t, "from"), account.Draw(t, "to"), cents.Draw(t, "cents"))}
	if rapid.IntRange(0, 9).Draw(t, "more") == 0 {
		e.Postings = append(e.Postings, domain.Posting{Account: account.Draw(t, "third"), Cents: cents.Draw(t, "third cents")})
	}
	return e
}

func TestLedgerBalancesAfterAnySequence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, sums := domain.Ledger{Book: "fund"}, map[domain.Account]int64{}
		var posted []domain.Entry
		for range rapid.IntRange(1, 40).Draw(t, "entries") {
			e := anyEntry(t, posted)
			if l.Post(&e) != nil {
				continue
			}
			posted = append(posted, e)
			for _, p := range e.Postings {
				sums[p.Account] += p.Cents
			}
			requireBalanced(t, l, sums)
		}
		require.EqualValues(t, len(posted), l.Entries)
	})
}

// requireBalanced checks that the balances are the sums of the postings, zero together, no asset below zero and no liability above.
func requireBalanced(t require.TestingT, l domain.Ledger, sums map[domain.Account]int64) {
	require.Equal(t, sums, l.Balances)
	var all int64
	for _, cents := range l.Balances {
		all += cents
	}
	require.Zero(t, all)
	require.GreaterOrEqual(t, l.Balance(held), int64(0))
	require.LessOrEqual(t, l.Balance(borrowed), int64(0))
}
