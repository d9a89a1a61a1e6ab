package importing

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/activities/internal/sheet"
)

// Presence is a row of a presence list (presentielijst): whether somebody was at a session.
type Presence struct {
	Date        civil.Date
	SessionID   string // "" where the row says it in other words
	Activity    string // its name or id, as the row says it
	ActivityID  string
	ProgrammeID string      // "" where the row does not say it
	LocationID  string      // "" where the row does not say it
	At          *civil.Time // when it began; nil where the row does not say it
	Who         Who
	Present     bool
}

// Attendance describes a file of attendance (presentielijst). Its records are judged again by the sessions (Sessions) and
// the persons (Crowd) that they mean.
func Attendance() Kind[Presence] {
	return Kind[Presence]{
		Name:    "attendance",
		Columns: append(append(meetingColumns(), whoColumns()...), presentColumn()),
		Check:   checkPresence,
		Date:    func(p Presence) civil.Date { return p.Date },
	}
}

func checkPresence(p *Presence, s Surroundings) []fault.Field {
	broken := p.Who.check(s)
	if p.Date.After(s.Today) {
		broken = append(broken, fault.Field{Path: fieldDate, Reason: "DATE_IN_FUTURE"})
	}
	switch {
	case p.SessionID != "":
	case p.Activity == "" && p.ProgrammeID == "":
		broken = append(broken, fault.Field{Path: fieldActivity, Reason: reasonActivityMissing})
	default:
		var reason string
		p.ActivityID, reason = s.Names.activities.find(p.Activity, p.ProgrammeID, p.LocationID, p.Date)
		if reason != "" {
			broken = append(broken, fault.Field{Path: fieldActivity, Reason: reason})
		}
	}
	return broken
}

// fieldActivity is what the rules of sessions call their activity.
const fieldActivity = "activity_id"

// meetingColumns are when and where it was, and what.
func meetingColumns() []Column[Presence] {
	programme, location := programmeColumn(), locationColumn()
	programme.Optional, location.Optional = true, true
	return []Column[Presence]{
		{
			Column: dateColumn(), Field: fieldDate,
			Read: func(cell string, _ *Names, p *Presence) (reason string) {
				p.Date, reason = readDate(cell)
				return reason
			},
		},
		{
			Column: sheet.Column{Name: "Activiteit", Headers: []string{
				"Naam activiteit", "Activiteit-id", "Cursus", "Groep",
			}, Optional: true},
			Field: fieldActivity,
			Read: func(cell string, _ *Names, p *Presence) string {
				p.Activity = cell
				return ""
			},
		},
		{
			Column: programme, Field: "programme_id",
			Read: func(cell string, names *Names, p *Presence) (reason string) {
				p.ProgrammeID, reason = names.Programme(cell)
				return reason
			},
		},
		{
			Column: location, Field: "location_id",
			Read: func(cell string, names *Names, p *Presence) (reason string) {
				p.LocationID, reason = names.Location(cell)
				return reason
			},
		},
		{
			Column: sheet.Column{Name: "Begintijd", Headers: []string{"Tijd", "Aanvang", "Starttijd"}, Optional: true},
			Field:  fieldStart,
			Read: func(cell string, _ *Names, p *Presence) string {
				at, reason := readTime(cell)
				p.At = &at
				return reason
			},
		},
		{
			Column: sheet.Column{Name: "Bijeenkomst", Headers: []string{"Bijeenkomst-id", "Sessie-id"}, Optional: true},
			Field:  fieldSession,
			Read: func(cell string, _ *Names, p *Presence) string {
				p.SessionID = fold(cell)
				return ""
			},
		},
	}
}

func presentColumn() Column[Presence] {
	words := presentWords()
	return Column[Presence]{
		Column: sheet.Column{Name: "Aanwezig", Headers: []string{"Aanwezigheid", "Present", "Presentie", "Aanwezig ja/nee"}},
		Field:  "present",
		Read: func(cell string, _ *Names, p *Presence) string {
			word, reason := readWord(cell, words)
			p.Present = word == "present"
			return reason
		},
	}
}

func presentWords() map[string]string {
	return map[string]string{
		"ja": "present", "j": "present", "x": "present", "1": "present", "aanwezig": "present", "present": "present",
		"nee": "absent", "n": "absent", "-": "absent", "0": "absent", "afwezig": "absent", "absent": "absent",
	}
}
