package hsds

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/recurrence"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// schedule is when an offer is held. Times are those on the clock on the wall, without an offset, which is another one in
// summer.
type schedule struct {
	ID          string `json:"id"`
	ServiceID   string `json:"service_id"`
	ValidFrom   string `json:"valid_from"`
	ValidTo     string `json:"valid_to"`
	DTStart     string `json:"dtstart"`
	Freq        string `json:"freq,omitempty"`
	Interval    int    `json:"interval,omitempty"`
	ByDay       string `json:"byday,omitempty"`
	ByMonthDay  string `json:"bymonthday,omitempty"`
	Description string `json:"description,omitempty"`
	OpensAt     string `json:"opens_at"`
	ClosesAt    string `json:"closes_at"`
}

func (a *API) scheduleOf(o *activitiesv1.Offer) schedule {
	s := o.GetSchedule()
	at, _ := civil.ParseTime(s.GetTimeOfDay()) // what a service answers was checked
	ends := (at.Hour*60 + at.Minute + int(s.GetDurationMinutes())) % (24 * 60)
	first, last := span(s, at, a.zone)
	schedule := schedule{
		ID: idOf("schedule", o.GetId()), ServiceID: o.GetId(), ValidFrom: s.GetStartDate(), ValidTo: last, DTStart: first,
		OpensAt: s.GetTimeOfDay(), ClosesAt: civil.Time{Hour: ends / 60, Minute: ends % 60}.String(),
	}
	if s.GetRecurrenceRule() == "" {
		return schedule
	}
	start, _ := civil.ParseDate(s.GetStartDate())
	if !schedule.repeat(partsOf(s.GetRecurrenceRule()), start) {
		schedule.Description = "Op wisselende dagen; de data staan in de agenda."
	}
	if dates := s.GetExceptions(); len(dates) > 0 {
		schedule.Description = strings.TrimSpace(schedule.Description + " Niet op " + strings.Join(dates, ", ") + ".")
	}
	return schedule
}

// span answers the first and the last day on which it is held.
func span(s *activitiesv1.OfferSchedule, at civil.Time, zone *time.Location) (first, last string) {
	start, _ := civil.ParseDate(s.GetStartDate())
	first, last = s.GetStartDate(), s.GetStartDate()
	if s.EndDate != nil {
		last = s.GetEndDate()
	}
	series := recurrence.Series{
		Rule: s.GetRecurrenceRule(), Start: start, At: at, Duration: time.Duration(s.GetDurationMinutes()) * time.Minute, Zone: zone,
	}
	for _, text := range s.GetExceptions() {
		day, _ := civil.ParseDate(text)
		series.Exceptions = append(series.Exceptions, day)
	}
	if series.Rule == "" {
		return first, first
	}
	list, _ := series.Expand()
	list = slices.DeleteFunc(list, func(o recurrence.Occurrence) bool {
		return s.EndDate != nil && o.Date.String() > s.GetEndDate()
	})
	if len(list) > 0 {
		first, last = list[0].Date.String(), list[len(list)-1].Date.String()
	}
	return first, last
}

// partsOf answers the parts of a rule by name.
func partsOf(rule string) map[string]string {
	parts := map[string]string{}
	for part := range strings.SplitSeq(strings.TrimPrefix(strings.ToUpper(rule), "RRULE:"), ";") {
		name, value, _ := strings.Cut(part, "=")
		parts[name] = value
	}
	return parts
}

// repeat says the rule in the fields of the profile, which has weeks and months alone, and says whether it can.
func (s *schedule) repeat(parts map[string]string, start civil.Date) bool {
	for name := range parts {
		if !slices.Contains([]string{"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT", "WKST"}, name) {
			return false
		}
	}
	interval := 1
	if text := parts["INTERVAL"]; text != "" {
		interval, _ = strconv.Atoi(text)
	}
	byDay, byMonthDay := parts["BYDAY"], parts["BYMONTHDAY"]
	switch freq := parts["FREQ"]; {
	case freq == "DAILY" && interval == 1 && byMonthDay == "":
		// Every day is every week on each of its days.
		if byDay == "" {
			byDay = "MO,TU,WE,TH,FR,SA,SU"
		}
		s.Freq = "WEEKLY"
	case freq == "WEEKLY" && byMonthDay == "":
		if byDay == "" {
			byDay = strings.ToUpper(start.Weekday().String()[:2])
		}
		s.Freq = freq
	case freq == "MONTHLY" && (byDay == "" || byMonthDay == ""):
		if byDay == "" && byMonthDay == "" {
			byMonthDay = strconv.Itoa(start.Day)
		}
		s.Freq = freq
	default:
		return false
	}
	s.Interval, s.ByDay, s.ByMonthDay = interval, byDay, byMonthDay
	return true
}
