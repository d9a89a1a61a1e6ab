package importing

import (
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/sheet"
)

// Contacts describes a file of contacts (contactmomenten).
func Contacts() Kind[domain.Contact] {
	parts, channels := partsOfDay(), contactChannels()
	part := partOfDayColumn()
	part.Optional = true
	return Kind[domain.Contact]{
		Name: "contacts",
		Columns: append(occasionColumns(),
			Column[domain.Contact]{
				Column: sheet.Column{Name: "Wijze", Headers: []string{"Wijze van contact", "Soort contact", "Kanaal", "Hoe"}},
				Field:  "channel",
				Read: func(cell string, _ *Names, c *domain.Contact) (reason string) {
					c.Channel, reason = readWord(cell, channels)
					return reason
				},
			},
			Column[domain.Contact]{
				Column: sheet.Column{Name: "Aantal", Headers: []string{"Aantal personen", "Aantal jongeren", "Groepsgrootte"}},
				Field:  "group_size",
				Read: func(cell string, _ *Names, c *domain.Contact) (reason string) {
					c.GroupSize, reason = readNumber(cell)
					return reason
				},
			},
			Column[domain.Contact]{
				Column: part, Field: "part_of_day",
				Read: func(cell string, _ *Names, c *domain.Contact) (reason string) {
					c.PartOfDay, reason = readWord(cell, parts)
					return reason
				},
			},
		),
		Check: func(c *domain.Contact, s Surroundings) []fault.Field {
			return c.Check(domain.Register{
				Today: s.Today, Areas: s.Areas, Location: s.location(c.LocationID), Programme: s.programme(c.ProgrammeID),
			}, s.MaxGroup)
		},
		Date:    func(c domain.Contact) civil.Date { return c.Date },
		Content: contactContent,
	}
}

// contactContent leaves out the wijk of a contact at a place: it follows from the place, and may change with it.
func contactContent(c domain.Contact) []string {
	wijk, edition := c.Wijk.Code, strconv.Itoa(c.Wijk.Edition)
	if c.LocationID != "" {
		wijk, edition = "", ""
	}
	return []string{
		c.LocationID, wijk, edition, c.ProgrammeID, c.Date.String(), c.PartOfDay, strconv.FormatInt(c.GroupSize, 10), c.Channel,
	}
}

// occasionColumns are when and where a contact was, and for which programme: at a place, or in a wijk.
func occasionColumns() []Column[domain.Contact] {
	location := locationColumn()
	location.Optional = true
	return []Column[domain.Contact]{
		{
			Column: dateColumn(), Field: fieldDate,
			Read: func(cell string, _ *Names, c *domain.Contact) (reason string) {
				c.Date, reason = readDate(cell)
				return reason
			},
		},
		{
			Column: programmeColumn(), Field: "programme_id",
			Read: func(cell string, names *Names, c *domain.Contact) (reason string) {
				c.ProgrammeID, reason = names.Programme(cell)
				return reason
			},
		},
		{
			Column: location, Field: "location_id",
			Read: func(cell string, names *Names, c *domain.Contact) (reason string) {
				if c.LocationID, reason = names.Location(cell); reason != "" {
					c.LocationID = cell // it was at a place, only not at one that is known: no wijk is asked for
				}
				return reason
			},
		},
		{
			Column: sheet.Column{Name: "Wijk", Headers: []string{"Wijkcode"}, Optional: true}, Field: "wijk_code",
			Read: func(cell string, _ *Names, c *domain.Contact) string {
				c.Wijk.Code = strings.ToUpper(cell)
				return ""
			},
		},
		{
			Column: sheet.Column{Name: "Wijkjaar", Headers: []string{"Jaar wijkindeling"}, Optional: true}, Field: "wijk_year",
			Read: func(cell string, _ *Names, c *domain.Contact) string {
				year, reason := readNumber(cell)
				c.Wijk.Edition = int(year)
				return reason
			},
		},
	}
}

func contactChannels() map[string]string {
	return map[string]string{
		"op straat": "street", "straat": "street", "street": "street",
		"in persoon": "in_person", "persoonlijk": "in_person", "in_person": "in_person",
		"op school": "school", "school": "school", "online": "online",
		"telefoon": "telephone", "telefonisch": "telephone", "telephone": "telephone",
	}
}
