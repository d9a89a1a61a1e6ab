package domain

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Reversal is that an entry of a book is undone (tegenboeking).
type Reversal struct {
	EntryID string
	Date    civil.Date
	Reason  string // the name of the contract
}

// Entry answers the entry that undoes another; nil where the book has no such entry. Errors: INVALID_ARGUMENT with every
// violation, and those of Entry.Reverse.
func (r Reversal) Entry(undone *Entry, today civil.Date) (Entry, error) {
	var broken []fault.Field
	if undone == nil {
		broken = append(broken, violation("entry_id", "ENTRY_UNKNOWN", "There is no entry with this id in the book."))
	}
	switch {
	case r.Date.After(today):
		broken = append(broken, violation("date", "REVERSAL_DATE_AHEAD", "%s has not come yet.", r.Date))
	case undone != nil && r.Date.Before(undone.Date):
		broken = append(broken, violation("date", "REVERSAL_BEFORE_ENTRY", "The entry is of %s.", undone.Date))
	}
	if err := fault.Violations(broken); err != nil {
		return Entry{}, err
	}
	e, err := undone.Reverse()
	e.Date, e.Reason = r.Date, r.Reason
	return e, err
}
