package agenda

import ics "github.com/arran4/golang-ical"

// tzid is the zone of every time in the calendars.
const tzid = "Europe/Amsterdam"

// timezone answers that zone for calendars that do not know it by its name, from when the European Union has had one
// rule (1996): summertime starts on the last Sunday of March and ends on that of October, at 1:00 UTC (directive
// 2000/84/EC).
func timezone() *ics.VTimezone {
	z := ics.NewTimezone(tzid)
	summer, winter := &ics.Daylight{}, z.AddStandard()
	z.Components = append(z.Components, summer)
	change(&summer.ComponentBase, "CEST", "19960331T020000", "+0100", "+0200", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU")
	change(&winter.ComponentBase, "CET", "19961027T030000", "+0200", "+0100", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")
	return z
}

func change(c *ics.ComponentBase, name, start, from, to, rule string) {
	c.SetProperty(ics.ComponentPropertyDtStart, start)
	c.SetProperty("TZOFFSETFROM", from)
	c.SetProperty("TZOFFSETTO", to)
	c.SetProperty("TZNAME", name)
	c.AddRrule(rule)
}
