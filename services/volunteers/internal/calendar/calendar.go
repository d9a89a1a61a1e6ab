// Package calendar writes shifts for the calendar on a phone (RFC 5545).
package calendar

import (
	ics "github.com/arran4/golang-ical"

	"github.com/deschoor/meedoen/platform/icalendar"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// Entry is a shift, and what its role and its place are called. It names nobody: the calendar is read without a token.
type Entry struct {
	domain.Shift
	Role  string
	Where string
}

// Of answers the calendar with entries. It is the same as long as nothing of them changes.
func Of(entries []Entry) ([]byte, error) {
	c := icalendar.New("-//Meedoen//Diensten//NL", "Mijn diensten")
	for _, e := range entries {
		e.add(c)
	}
	return icalendar.Bytes(c)
}

// add adds an entry. Its times are in UTC, which every reader shows on its own clock: nothing here repeats, so nothing depends
// on the rules of a zone.
func (e Entry) add(c *ics.Calendar) {
	event := c.AddEvent(e.ID + "@meedoen")
	event.SetDtStampTime(e.Updated) // without a METHOD it says when this was last revised (RFC 5545 §3.8.7.2)
	event.SetModifiedAt(e.Updated)
	event.SetSequence(int(e.Version))
	event.SetStartAt(e.Start)
	event.SetEndAt(e.End)
	summary, status := e.Role, ics.ObjectStatusConfirmed
	if e.State == domain.ShiftCancelled {
		// Said in words too: some calendars show what is cancelled like everything else.
		summary, status = "Vervalt: "+summary, ics.ObjectStatusCancelled
	}
	event.SetSummary(icalendar.Plain(summary))
	event.SetStatus(status)
	if e.Where != "" {
		event.SetLocation(icalendar.Plain(e.Where))
	}
}
