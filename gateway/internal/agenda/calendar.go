package agenda

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/deschoor/meedoen/platform/icalendar"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const local = "20060102T150405"

// calendar answers the calendar called name with the sessions of list. It is the same as long as nothing changes: there
// is no word in it of when it was made.
func calendar(name string, list []entry, zone *time.Location) ([]byte, error) {
	c := icalendar.New("-//Meedoen//Agenda//NL", name)
	c.AddVTimezone(timezone())
	for _, e := range list {
		addEvent(c, e, zone)
	}
	return icalendar.Bytes(c)
}

// addEvent adds a session. Its length is a duration, for an end on the clock on the wall would be another instant for one
// that ends in the hour that comes twice.
func addEvent(c *ics.Calendar, e entry, zone *time.Location) {
	s, o := e.session, e.offer
	changed := s.GetUpdateTime().AsTime()
	if t := o.GetUpdateTime().AsTime(); t.After(changed) {
		changed = t
	}
	event := c.AddEvent(s.GetId()) // a UUID, as RFC 7986 §5.3 has it
	event.SetDtStampTime(changed)  // without a METHOD it says when this was last revised (RFC 5545 §3.8.7.2)
	event.SetModifiedAt(changed)
	event.SetSequence(int(s.GetRevision()) - 1)
	event.SetProperty(ics.ComponentPropertyDtStart, s.GetStartTime().AsTime().In(zone).Format(local), ics.WithTZID(tzid))
	minutes := s.GetEndTime().AsTime().Sub(s.GetStartTime().AsTime()) / time.Minute
	event.SetProperty(ics.ComponentPropertyDuration, fmt.Sprintf("PT%dM", minutes))
	summary, status := o.GetDisplayName(), ics.ObjectStatusConfirmed
	if s.GetCancelled() {
		// Said in words too: some calendars show what is cancelled like everything else.
		summary, status = "Vervalt: "+summary, ics.ObjectStatusCancelled
	}
	event.SetSummary(icalendar.Plain(summary))
	event.SetStatus(status)
	event.SetDescription(icalendar.Plain(describe(o)))
	event.SetLocation(icalendar.Plain(whereIs(s.GetPlace())))
	event.AddCategory(icalendar.Plain(o.GetProgramme().GetThemeDisplayName()))
}

func whereIs(p *activitiesv1.OfferPlace) string {
	if p.GetRoomDisplayName() == "" {
		return p.GetDisplayName()
	}
	return p.GetDisplayName() + ", " + p.GetRoomDisplayName()
}

// describe answers what one wants to know before one goes, in Dutch.
func describe(o *activitiesv1.Offer) string {
	var lines []string
	if o.GetDescription() != "" {
		lines = append(lines, o.GetDescription(), "")
	}
	if ages := agesOf(o); ages != "" {
		lines = append(lines, ages)
	}
	lines = append(lines, priceOf(o.GetPriceCents()))
	if o.GetRegistrationRequired() {
		lines = append(lines, "Aanmelden is nodig.")
	}
	return strings.Join(lines, "\n")
}

func agesOf(o *activitiesv1.Offer) string {
	switch {
	case o.MinAge != nil && o.MaxAge != nil:
		return fmt.Sprintf("Van %d tot en met %d jaar.", o.GetMinAge(), o.GetMaxAge())
	case o.MinAge != nil:
		return fmt.Sprintf("Vanaf %d jaar.", o.GetMinAge())
	case o.MaxAge != nil:
		return fmt.Sprintf("Tot en met %d jaar.", o.GetMaxAge())
	}
	return ""
}

func priceOf(cents int32) string {
	if cents == 0 {
		return "Gratis."
	}
	return fmt.Sprintf("Kosten: € %d,%02d per keer.", cents/100, cents%100)
}
