package domain

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Account is where money stands or went in a book. What it begins with says what holds for its balance, and so it is a name
// such as "asset/held", or "result/paid/<claim>" where there are many of a kind.
type Account string

// What an account begins with.
const (
	assets      = "asset/"     // money that there is: the balance is never below zero
	liabilities = "liability/" // money that is owed, and stands there below zero: the balance is never above it
	results     = "result/"    // what came from others (below zero) or went to them (above it)
)

// Posting is what an entry adds to an account, in cents: below zero where it takes.
type Posting struct {
	Account Account
	Cents   int64
}

// EntryKind is what an entry records: the names of the contract of whose book it is.
type EntryKind string

// ReversalEntry undoes another entry. Every book knows it.
const ReversalEntry EntryKind = "reversal"

// Entry is that money moved in a book (boeking): what some accounts got, others gave. Entries are never changed: one that is
// wrong is undone by another.
type Entry struct {
	ID         string
	Book       string
	Number     int64 // its place in the book, from 1
	Kind       EntryKind
	Date       civil.Date
	Postings   []Posting
	Subject    string // what it is about, such as a claim; empty where the kind says it all
	ReversalOf string // the entry that it undoes
	Reason     string // of a reversal: the name of the contract
	Recorder   string
	Created    time.Time
	ReversedBy string // the entry that undoes it; follows from that one
}

// Move answers the postings that take cents from one account to another.
func Move(from, to Account, cents int64) []Posting {
	return []Posting{{to, cents}, {from, -cents}}
}

// Check answers what is wrong with an entry by itself: it has two postings at least, of an account each, none of zero, and they
// are zero together.
func (e Entry) Check() (broken []fault.Field) {
	if len(e.Postings) < 2 {
		broken = append(broken, violation("postings", "POSTINGS_TOO_FEW", "What one account gets, another gives."))
	}
	var sum int64
	seen := map[Account]bool{}
	for i, p := range e.Postings {
		path := fmt.Sprintf("postings[%d]", i)
		switch {
		case p.Cents == 0:
			broken = append(broken, violation(path, "POSTING_ZERO", "A posting of nothing says nothing."))
		case max(p.Cents, -p.Cents) > MaxAmount:
			broken = append(broken, violation(path, "AMOUNT_TOO_LARGE", "An amount is %s at most.", euros(MaxAmount)))
		default:
			sum += p.Cents
		}
		if !p.Account.isValid() {
			broken = append(broken, violation(path, "ACCOUNT_INVALID", "An account is an asset, a liability or a result."))
		}
		if seen[p.Account] {
			broken = append(broken, violation(path, "ACCOUNT_TWICE", "Each account has one posting."))
		}
		seen[p.Account] = true
	}
	if sum != 0 {
		broken = append(broken, violation("postings", "POSTINGS_NOT_ZERO", "Together they are %s.", euros(sum)))
	}
	return broken
}

func (a Account) isValid() bool {
	return slices.ContainsFunc([]string{assets, liabilities, results}, func(kind string) bool {
		return strings.HasPrefix(string(a), kind) && len(a) > len(kind)
	})
}

// Reverse answers the entry that undoes this one, in the same book. Errors: FAILED_PRECONDITION (ENTRY_REVERSED) where another
// does already, and (ENTRY_IS_REVERSAL): what was undone by mistake is recorded anew.
func (e Entry) Reverse() (Entry, error) {
	switch {
	case e.ReversedBy != "":
		return Entry{}, fault.New(fault.FailedPrecondition, "ENTRY_REVERSED", "The entry was undone.")
	case e.ReversalOf != "":
		return Entry{}, fault.New(fault.FailedPrecondition, "ENTRY_IS_REVERSAL", "What was undone by mistake is recorded anew.")
	}
	undoing := Entry{Book: e.Book, Kind: ReversalEntry, Subject: e.Subject, ReversalOf: e.ID}
	for _, p := range e.Postings {
		undoing.Postings = append(undoing.Postings, Posting{p.Account, -p.Cents})
	}
	return undoing, nil
}

// Ledger is a book by double entry (dubbel boekhouden) as it stands: how many entries it has, and the balance of each account.
// A book is of one owner, such as "settlement/<id>" or "fund".
//
// To record money, in one transaction: store.LockLedger(book); the rules of the noun, with Balance, so that they are told in its
// own words; Post; store.InsertEntry with the book as Post left it. Post refuses what would break the book whatever the rules
// before it let through, and the table of balances does so once more. An entry that is to be undone is read behind the lock.
type Ledger struct {
	Book     string
	Entries  int64
	Balances map[Account]int64
}

// Balance answers what stands on an account; 0 where nothing ever did.
func (l Ledger) Balance(a Account) int64 { return l.Balances[a] }

// Post adds an entry to the book and gives it its number. Errors: INVALID_ARGUMENT with every violation of Entry.Check, and
// FAILED_PRECONDITION (LEDGER_OVERDRAWN) where an asset would be below zero or a liability above it, (LEDGER_FULL) where a
// balance would be more than the contract can tell.
func (l *Ledger) Post(e *Entry) error {
	if err := fault.Violations(e.Check()); err != nil {
		return err
	}
	after := maps.Clone(l.Balances)
	if after == nil {
		after = map[Account]int64{}
	}
	for _, p := range e.Postings {
		after[p.Account] += p.Cents
		if err := p.Account.allows(after[p.Account]); err != nil {
			return err
		}
	}
	l.Entries, l.Balances = l.Entries+1, after
	e.Book, e.Number = l.Book, l.Entries
	return nil
}

// allows answers why an account cannot have a balance.
func (a Account) allows(cents int64) error {
	asset, liability := strings.HasPrefix(string(a), assets), strings.HasPrefix(string(a), liabilities)
	switch {
	case (asset && cents < 0) || (liability && cents > 0):
		return fault.New(fault.FailedPrecondition, "LEDGER_OVERDRAWN", "There is less than this takes.")
	case max(cents, -cents) > MaxAmount:
		return fault.New(fault.FailedPrecondition, "LEDGER_FULL", "An account holds %s at most.", euros(MaxAmount))
	}
	return nil
}
