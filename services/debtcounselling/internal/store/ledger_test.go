package store_test

import (
	"context"
	"database/sql"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

const (
	held    domain.Account = "asset/held"
	lent    domain.Account = "liability/loan"
	paidIn  domain.Account = "result/paid-in"
	paidOut domain.Account = "result/paid/1"
)

func made(e domain.Entry) domain.Entry {
	e.ID, e.Date, e.Recorder = ids.New(), civil.Date{Year: 2026, Month: time.November, Day: 26}, "anna.de.vries"
	e.Created = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	if e.Kind == "" {
		e.Kind = "move"
	}
	return e
}

// post records an entry in a book, as those do who keep one.
func post(ctx context.Context, db *sqldb.DB, book string, e domain.Entry) (domain.Entry, error) {
	var posted domain.Entry
	err := db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		st := store.In(tx)
		l, err := st.LockLedger(ctx, book)
		if err != nil {
			return err
		}
		posted = e
		if err := l.Post(&posted); err != nil {
			return err
		}
		return st.InsertEntry(ctx, l, posted)
	})
	return posted, err
}

// kept answers the balances of a book and its entries.
func kept(t require.TestingT, db *sqldb.DB, book string) (l domain.Ledger, entries []domain.Entry) {
	require.NoError(t, sqldb.Snapshot(context.Background(), db.Read(), func(tx *sql.Tx) (err error) {
		if l, err = store.In(tx).Ledger(context.Background(), book); err != nil {
			return err
		}
		entries, err = store.In(tx).Entries(context.Background(), book, 0, 1000)
		return err
	}))
	return l, entries
}

// requireBalanced checks that the balances of a book are the sums of its postings, and zero together.
func requireBalanced(t require.TestingT, db *sqldb.DB, book string) domain.Ledger {
	l, entries := kept(t, db, book)
	sums := map[domain.Account]int64{}
	for i, e := range entries {
		require.EqualValues(t, i+1, e.Number)
		require.Empty(t, e.Check())
		for _, p := range e.Postings {
			sums[p.Account] += p.Cents
		}
	}
	require.Equal(t, sums, l.Balances)
	require.GreaterOrEqual(t, l.Balance(held), int64(0))
	require.LessOrEqual(t, l.Balance(lent), int64(0))
	return l
}

// step is something that is tried with a book: money moves, or an earlier entry is undone.
type step struct {
	from, to domain.Account
	cents    int64
	undo     int // the place of the entry that is undone; -1: none
}

func anyStep(t *rapid.T) step {
	account := rapid.SampledFrom([]domain.Account{held, lent, paidIn, paidOut})
	return step{
		account.Draw(t, "from"), account.Draw(t, "to"), rapid.Int64Range(0, 300).Draw(t, "cents"), rapid.IntRange(-4, 3).Draw(t, "undo"),
	}
}

// try records a step as those do who keep a book. What a rule refuses is no error.
func (s step) try(ctx context.Context, st store.Store, book string) error {
	l, err := st.LockLedger(ctx, book)
	if err != nil {
		return err
	}
	e := domain.Entry{Postings: domain.Move(s.from, s.to, s.cents)}
	if s.undo >= 0 {
		all, err := st.Entries(ctx, book, 0, 1000)
		if err != nil || len(all) == 0 {
			return err
		}
		e, err = all[s.undo%len(all)].Reverse()
		if err != nil {
			return nil //nolint:nilerr // refused
		}
	}
	e = made(e)
	if l.Post(&e) != nil {
		return nil //nolint:nilerr // refused
	}
	return st.InsertEntry(ctx, l, e)
}

func TestLedgerBalancesAfterAnySequence(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, store.Migrations())
		rapid.Check(t, func(t *rapid.T) {
			book, steps := "settlement/"+ids.New(), rapid.SliceOfN(rapid.Custom(anyStep), 1, 12).Draw(t, "steps")
			require.NoError(t, db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
				for _, s := range steps {
					if err := s.try(ctx, store.In(tx), book); err != nil {
						return err
					}
				}
				return nil
			}))
			requireBalanced(t, db, book)
		})
	})
}

func TestTwentyPayoutsAtOncePayNoMoreThanThereIs(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db, ctx := engine.Open(t, store.Migrations()), t.Context()
		_, err := post(ctx, db, "fund", made(domain.Entry{Postings: domain.Move(paidIn, held, 7_99)}))
		require.NoError(t, err)
		var payouts sync.WaitGroup
		failed := make(chan error, 20)
		for range cap(failed) {
			payouts.Go(func() {
				_, err := post(ctx, db, "fund", made(domain.Entry{Postings: domain.Move(held, paidOut, 1_00)}))
				failed <- err
			})
		}
		payouts.Wait()
		close(failed)
		var refused int
		for err := range failed {
			if err != nil {
				require.True(t, fault.Is(err, "LEDGER_OVERDRAWN"), "%v", err)
				refused++
			}
		}
		require.Equal(t, 13, refused)
		l := requireBalanced(t, db, "fund")
		require.EqualValues(t, 99, l.Balance(held))
		require.EqualValues(t, 7_00, l.Balance(paidOut))
	})
}

func TestTwentyReceiptsAtOnceBeginOneBook(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db, ctx := engine.Open(t, store.Migrations()), t.Context()
		var receipts sync.WaitGroup
		answers := make(chan error, 20)
		for range cap(answers) {
			receipts.Go(func() {
				_, err := post(ctx, db, "fund", made(domain.Entry{Postings: domain.Move(paidIn, held, 1_00)}))
				answers <- err
			})
		}
		receipts.Wait()
		close(answers)
		for err := range answers {
			require.NoError(t, err)
		}
		require.EqualValues(t, 20_00, requireBalanced(t, db, "fund").Balance(held))
	})
}

func TestEntryIsUndoneOnceAlsoWhereTwoDoItAtOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db, ctx := engine.Open(t, store.Migrations()), t.Context()
		first, err := post(ctx, db, "fund", made(domain.Entry{Subject: "1", Postings: domain.Move(paidIn, held, 10_00)}))
		require.NoError(t, err)
		undo, err := first.Reverse()
		require.NoError(t, err)
		undo = made(undo)
		undone, err := post(ctx, db, "fund", undo)
		require.NoError(t, err)
		_, entries := kept(t, db, "fund")
		require.Len(t, entries, 2)
		require.Equal(t, undone.ID, entries[0].ReversedBy)
		require.Equal(t, "1", entries[1].Subject)
		_, err = post(ctx, db, "fund", made(domain.Entry{Postings: domain.Move(paidIn, held, 10_00)}))
		require.NoError(t, err)
		_, err = post(ctx, db, "fund", made(undo))
		require.Error(t, err, "a second one is refused by the table")
		require.NoError(t, sqldb.Snapshot(ctx, db.Read(), func(tx *sql.Tx) error {
			_, err := store.In(tx).Entry(ctx, "settlement/1", first.ID)
			require.True(t, fault.Is(err, "ENTRY_NOT_FOUND"), "an entry is of its book alone")
			return nil
		}))
	})
}

func TestTableRefusesABalanceThatCannotBe(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, store.Migrations())
		for account, cents := range map[domain.Account]int64{held: -1, lent: 1, "cash/held": 1} {
			err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				l, err := store.In(tx).LockLedger(ctx, "fund")
				if err != nil {
					return err
				}
				l.Balances[account], l.Balances[paidIn] = cents, -cents
				e := made(domain.Entry{Book: "fund", Number: 1, Postings: domain.Move(paidIn, account, cents)})
				return store.In(tx).InsertEntry(ctx, l, e)
			})
			require.ErrorContains(t, err, "constraint", account)
		}
	})
}
