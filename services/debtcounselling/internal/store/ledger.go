package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// LockLedger answers a book with its balances, locked until the transaction ends: of two who record at once, the second sees what
// the first did. A book begins with its first lock. What else a transaction locks, it locks before.
func (s Store) LockLedger(ctx context.Context, book string) (domain.Ledger, error) {
	if err := s.q.InsertLedgerBook(ctx, book); err != nil {
		return domain.Ledger{}, err
	}
	entries, err := sqldb.LockByID(ctx, s.tx, `-- name: LockLedgerBook :many
SELECT id, entries FROM ledger_book WHERE id IN (%s)`, map[string]bool{book: true},
		func(r *sql.Rows) (id string, entries int64, err error) {
			err = r.Scan(&id, &entries)
			return id, entries, err
		})
	if err != nil {
		return domain.Ledger{}, err
	}
	l, err := s.Ledger(ctx, book)
	l.Entries = entries[book]
	return l, err
}

// Ledger answers the balances of a book, without its lock and how many entries it has: to read, not to add to. A book that is not
// there is empty.
func (s Store) Ledger(ctx context.Context, book string) (domain.Ledger, error) {
	l := domain.Ledger{Book: book, Balances: map[domain.Account]int64{}}
	rows, err := s.q.ListLedgerBalances(ctx, book)
	for _, b := range rows {
		l.Balances[domain.Account(b.Account)] = b.Cents
	}
	return l, err
}

// InsertEntry adds an entry that was posted to a book, which is locked, and has the balances of its accounts follow. Error:
// sqldb.ErrStale where the book is not the one that was locked.
func (s Store) InsertEntry(ctx context.Context, l domain.Ledger, e domain.Entry) error {
	if err := sqldb.Changed(s.q.UpdateLedgerBook(ctx, db.UpdateLedgerBookParams{
		ID: e.Book, Entries: e.Number - 1,
	})); err != nil {
		return err
	}
	if err := s.q.InsertLedgerEntry(ctx, db.InsertLedgerEntryParams{
		ID: e.ID, Book: e.Book, Number: e.Number, Kind: string(e.Kind), Date: e.Date, Subject: e.Subject, ReversalOf: e.ReversalOf,
		Reason: e.Reason, Recorder: e.Recorder, CreatedAt: sqldb.At(e.Created),
	}); err != nil {
		return err
	}
	postings, balances := make(sqldb.Rows, len(e.Postings)), make(sqldb.Rows, len(e.Postings))
	for i, p := range e.Postings {
		postings[i] = []any{e.ID, i + 1, string(p.Account), p.Cents}
		balances[i] = []any{e.Book, string(p.Account), l.Balance(p.Account)}
	}
	if err := postings.Each(ctx, s.tx, `-- name: InsertLedgerPostings :exec
INSERT INTO ledger_posting (entry_id, place, account, cents) VALUES %s`, nil); err != nil {
		return err
	}
	return balances.Each(ctx, s.tx, `-- name: UpsertLedgerBalances :exec
INSERT INTO ledger_balance (book, account, cents) VALUES %s
ON CONFLICT (book, account) DO UPDATE SET cents = excluded.cents`, nil)
}

// Entry answers one entry of a book. Error: NOT_FOUND (ENTRY_NOT_FOUND), also for one of another book.
func (s Store) Entry(ctx context.Context, book, id string) (domain.Entry, error) {
	row, err := s.q.GetLedgerEntry(ctx, id)
	e, err := sqldb.One(row, err, func(r db.GetLedgerEntryRow) domain.Entry { return entry(r.LedgerEntry, r.ReversedBy) },
		"ENTRY_NOT_FOUND", "There is no entry with this id.")
	if err == nil && e.Book != book {
		err = fault.New(fault.NotFound, "ENTRY_NOT_FOUND", "There is no entry with this id.")
	}
	if err != nil {
		return domain.Entry{}, err
	}
	list := []domain.Entry{e}
	err = s.addPostings(ctx, list)
	return list[0], err
}

// Entries answers size entries of a book after the one with a number.
func (s Store) Entries(ctx context.Context, book string, after int64, size int32) ([]domain.Entry, error) {
	rows, err := s.q.ListLedgerEntries(ctx, db.ListLedgerEntriesParams{Book: book, After: after, Size: size})
	list, err := sqldb.All(rows, err, func(r db.ListLedgerEntriesRow) domain.Entry { return entry(r.LedgerEntry, r.ReversedBy) })
	if err != nil {
		return nil, err
	}
	return list, s.addPostings(ctx, list)
}

// addPostings adds to entries what they post, in the order of the entry.
func (s Store) addPostings(ctx context.Context, list []domain.Entry) error {
	ids, byID := make(map[string]bool, len(list)), make(map[string]*domain.Entry, len(list))
	for i := range list {
		ids[list[i].ID], byID[list[i].ID] = true, &list[i]
	}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: LedgerPostings :many
SELECT entry_id, account, cents FROM ledger_posting WHERE entry_id IN (%s) ORDER BY entry_id, place`, ids,
		func(r *sql.Rows) (id string, p domain.Posting, err error) {
			err = r.Scan(&id, &p.Account, &p.Cents)
			if e := byID[id]; e != nil {
				e.Postings = append(e.Postings, p)
			}
			return id, p, err
		})
	return err
}

func entry(e db.LedgerEntry, reversedBy string) domain.Entry {
	return domain.Entry{
		ID: e.ID, Book: e.Book, Number: e.Number, Kind: domain.EntryKind(e.Kind), Date: e.Date, Subject: e.Subject,
		ReversalOf: e.ReversalOf, Reason: e.Reason, Recorder: e.Recorder, Created: e.CreatedAt.Time, ReversedBy: reversedBy,
	}
}
