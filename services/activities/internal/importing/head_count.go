package importing

import (
	"strconv"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/sheet"
)

// HeadCounts describes a file of head counts (tellingen).
func HeadCounts() Kind[domain.HeadCount] {
	parts, methods := partsOfDay(), countMethods()
	return Kind[domain.HeadCount]{
		Name: "head_counts",
		Columns: []Column[domain.HeadCount]{
			{
				Column: dateColumn(), Field: fieldDate,
				Read: func(cell string, _ *Names, c *domain.HeadCount) (reason string) {
					c.Date, reason = readDate(cell)
					return reason
				},
			},
			{
				Column: locationColumn(), Field: "location_id",
				Read: func(cell string, names *Names, c *domain.HeadCount) (reason string) {
					c.LocationID, reason = names.Location(cell)
					return reason
				},
			},
			{
				Column: programmeColumn(), Field: "programme_id",
				Read: func(cell string, names *Names, c *domain.HeadCount) (reason string) {
					c.ProgrammeID, reason = names.Programme(cell)
					return reason
				},
			},
			{
				Column: partOfDayColumn(), Field: "part_of_day",
				Read: func(cell string, _ *Names, c *domain.HeadCount) (reason string) {
					c.PartOfDay, reason = readWord(cell, parts)
					return reason
				},
			},
			{
				Column: sheet.Column{Name: "Aantal", Headers: []string{
					"Aantal bezoekers", "Aantal bezoeken", "Aantal personen", "Aantal deelnemers", "Bezoekers", "Bezoeken", "Telling",
				}},
				Field: "count",
				Read: func(cell string, _ *Names, c *domain.HeadCount) (reason string) {
					c.Count, reason = readNumber(cell)
					return reason
				},
			},
			{
				Column: sheet.Column{Name: "Telwijze", Headers: []string{
					"Wijze van tellen", "Manier van tellen", "Telmethode", "Methode", "Hoe geteld",
				}},
				Field: "method",
				Read: func(cell string, _ *Names, c *domain.HeadCount) (reason string) {
					c.Method, reason = readWord(cell, methods)
					return reason
				},
			},
		},
		Check: checkHeadCount,
		Date:  func(c domain.HeadCount) civil.Date { return c.Date },
		Content: func(c domain.HeadCount) []string {
			return []string{c.LocationID, c.ProgrammeID, c.Date.String(), c.PartOfDay, strconv.FormatInt(c.Count, 10), c.Method}
		},
	}
}

func checkHeadCount(c *domain.HeadCount, s Surroundings) []fault.Field {
	return c.Check(domain.Surroundings{
		Today: s.Today, MaxCount: s.MaxCount, Location: s.location(c.LocationID), Programme: s.programme(c.ProgrammeID),
	})
}

func countMethods() map[string]string {
	return map[string]string{
		"telpoort": "counter", "teller": "counter", "poort": "counter", "counter": "counter",
		"turven": "tally", "geturfd": "tally", "turflijst": "tally", "geteld": "tally", "tally": "tally",
		"schatting": "estimate", "geschat": "estimate", "schatten": "estimate", "estimate": "estimate",
	}
}
