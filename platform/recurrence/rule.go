package recurrence

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/deschoor/meedoen/platform/fault"
)

// maxText is how long a rule may be written; one with every part is shorter.
const maxText = 500

// maxInterval keeps the arithmetic far from its bounds. No rule of ten years steps further.
const maxInterval = 1_000

// wanted says of each part of a rule how it is written, for whoever wrote it otherwise.
var wanted = map[string]string{
	"FREQ":       "DAILY, WEEKLY, MONTHLY or YEARLY",
	"INTERVAL":   "a number from 1 to 1000",
	"COUNT":      "a number of 1 or more",
	"UNTIL":      "the last day as 20221231, or an instant as 20221231T225959Z",
	"WKST":       "a day of the week as MO",
	"BYDAY":      "days of the week as MO,TH, or in a month or year as 2MO,-1FR",
	"BYMONTH":    "months from 1 to 12",
	"BYMONTHDAY": "days from 1 to 31, or from -31 to -1",
	"BYYEARDAY":  "days from 1 to 366, or from -366 to -1",
	"BYWEEKNO":   "weeks from 1 to 53, or from -53 to -1",
	"BYSETPOS":   "positions from 1 to 366, or from -366 to -1",
}

// finer are the words of what happens more than once a day.
var finer = []string{"HOURLY", "MINUTELY", "SECONDLY", "BYHOUR", "BYMINUTE", "BYSECOND"}

// rule is a rule that was read, without its end.
type rule struct {
	option rrule.ROption
	parts  map[string]string
	until  until
}

// parse reads a rule and answers everything that is wrong with it.
func parse(text string) (rule, []fault.Field) {
	if len(text) > maxText {
		return rule{}, []fault.Field{violation("RRULE_INVALID", "A rule has at most %d characters.", maxText)}
	}
	r := rule{parts: map[string]string{}}
	text = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(text)), "RRULE:")
	var broken []fault.Field
	var good []string
	for _, part := range strings.Split(text, ";") {
		if b := r.read(part); b != nil {
			broken = append(broken, *b)
		} else if !strings.HasPrefix(part, "UNTIL=") {
			good = append(good, part)
		}
	}
	if broken = append(broken, r.combination()...); len(broken) > 0 {
		return r, broken
	}
	option, err := rrule.StrToROption(strings.Join(good, ";"))
	if err != nil {
		return r, []fault.Field{violation("RRULE_INVALID", "The rule is not understood.")}
	}
	r.option = *option
	return r, nil
}

// read reads one part of a rule.
func (r *rule) read(part string) *fault.Field {
	name, value, _ := strings.Cut(part, "=")
	how, known := wanted[name]
	_, twice := r.parts[name]
	if known {
		r.parts[name] = value
	}
	var f fault.Field
	switch {
	case slices.Contains(finer, name), name == "FREQ" && slices.Contains(finer, value):
		f = violation("RRULE_TOO_FINE", "%s is finer than once a day.", part)
	case !known:
		f = violation("RRULE_INVALID", "%q is no part of a rule, which are as FREQ=WEEKLY;BYDAY=TU;UNTIL=20221231.", part)
	case twice:
		f = violation("RRULE_INVALID", "%s is there twice.", name)
	case name == "UNTIL" && r.until.read(value), name != "UNTIL" && understood(name, value):
		return nil
	default:
		f = violation("RRULE_INVALID", "%s is not understood; write %s.", part, how)
	}
	return &f
}

// understood says whether a part means something. The library takes some that the RFC does not.
func understood(name, value string) bool {
	text := name + "=" + value
	if name != "FREQ" {
		text = "FREQ=YEARLY;" + text
	}
	option, err := rrule.StrToROption(text)
	if err != nil {
		return false
	}
	if _, err := rrule.NewRRule(*option); err != nil {
		return false
	}
	switch name {
	case "INTERVAL":
		return option.Interval >= 1 && option.Interval <= maxInterval
	case "COUNT":
		return option.Count >= 1
	case "WKST":
		return len(value) == len("MO")
	case "BYDAY":
		for i, day := range strings.Split(value, ",") {
			if len(day) > len("MO") && option.Byweekday[i].N() == 0 {
				return false
			}
		}
	}
	return true
}

// combination answers which parts do not go together (RFC 5545, 3.3.10), and whether there is an end.
func (r *rule) combination() []fault.Field {
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { _, is := r.parts[name]; return is })
	}
	freq := r.parts["FREQ"]
	numbered := strings.ContainsAny(r.parts["BYDAY"], "0123456789")
	var broken []fault.Field
	for _, c := range []struct {
		is           bool
		reason, text string
	}{
		{!has("FREQ"), "RRULE_INVALID", "FREQ is missing; write " + wanted["FREQ"] + "."},
		{!has("UNTIL", "COUNT"), "RRULE_WITHOUT_END", "The rule has no end; give UNTIL or COUNT."},
		{has("UNTIL") && has("COUNT"), "RRULE_INVALID", "UNTIL and COUNT are two ends; give one."},
		{
			numbered && (freq == "DAILY" || freq == "WEEKLY"), "RRULE_INVALID",
			"BYDAY with a number goes with FREQ=MONTHLY or FREQ=YEARLY.",
		},
		{
			// The library would look past the end of its year.
			pastFive(r.parts["BYDAY"]) && (freq == "MONTHLY" || has("BYMONTH")), "RRULE_INVALID",
			"BYDAY has a number from 1 to 5, or from -5 to -1, in a month.",
		},
		{numbered && has("BYWEEKNO"), "RRULE_INVALID", "BYDAY with a number does not go with BYWEEKNO."},
		{has("BYMONTHDAY") && freq == "WEEKLY", "RRULE_INVALID", "BYMONTHDAY does not go with FREQ=WEEKLY."},
		{has("BYYEARDAY") && freq != "YEARLY", "RRULE_INVALID", "BYYEARDAY goes with FREQ=YEARLY."},
		{has("BYWEEKNO") && freq != "YEARLY", "RRULE_INVALID", "BYWEEKNO goes with FREQ=YEARLY."},
		{
			has("BYSETPOS") && !has("BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"), "RRULE_INVALID",
			"BYSETPOS goes with another part that begins with BY.",
		},
	} {
		if c.is {
			broken = append(broken, violation(c.reason, "%s", c.text))
		}
	}
	return broken
}

// pastFive says whether one of days is the sixth of its kind or a later one, from either end.
func pastFive(days string) bool {
	return slices.ContainsFunc(strings.Split(days, ","), func(day string) bool {
		n, err := strconv.Atoi(strings.TrimRight(day, "ADEFHMORSTUW"))
		return err == nil && (n < -5 || n > 5)
	})
}

// until is the end of a rule: a local date and time, or an instant, as RFC 5545 wants it of a series in a zone.
type until struct {
	at      time.Time
	instant bool
}

func (u *until) read(value string) bool {
	for _, form := range []struct {
		layout  string
		instant bool
		rest    time.Duration // from what is written to the last moment it means
	}{
		{rrule.DateFormat, false, 24*time.Hour - time.Second},
		{rrule.LocalDateTimeFormat, false, 0},
		{rrule.DateTimeFormat, true, 0},
	} {
		if at, err := time.Parse(form.layout, value); err == nil {
			u.at, u.instant = at.Add(form.rest), form.instant
			return true
		}
	}
	return false
}

// wall answers the end as the clocks of zone show it, written in UTC.
func (u *until) wall(zone *time.Location) time.Time {
	if !u.instant {
		return u.at
	}
	at := u.at.In(zone)
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
}

func violation(reason, format string, args ...any) fault.Field {
	return fault.Field{Path: "rule", Reason: reason, Text: fmt.Sprintf(format, args...)}
}
