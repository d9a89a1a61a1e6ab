package letters

import (
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/dutch"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/words"
)

// who says who the clients are. The citizen service number stays out: paper gets lost.
func (f CaseFile) who(d *pdf.Document) {
	d.Heading("1. Wie u bent")
	for _, c := range f.Clients {
		d.Rows(known(
			pdf.Row{Key: "Naam", Value: fullName(c)}, pdf.Row{Key: "Geboren", Value: birth(c)},
			pdf.Row{Key: "Geslacht", Value: words.Sex(c.Sex)}, pdf.Row{Key: "Adres", Value: address(c.Address)},
			pdf.Row{Key: "Telefoon", Value: c.Telephone}, pdf.Row{Key: "E-mail", Value: c.Email},
			pdf.Row{Key: "Woonsituatie", Value: words.Household(domain.Household(c.Household))},
		)...)
	}
}

// known answers the rows that say something.
func known(rows ...pdf.Row) (some []pdf.Row) {
	for _, r := range rows {
		if r.Value != "" {
			some = append(some, r)
		}
	}
	return some
}

func birth(c domain.Client) string {
	switch {
	case !c.Birth.Date.IsZero():
		return dutch.Day(c.Birth.Date)
	case c.Birth.IsKnown():
		return strconv.Itoa(c.Birth.YearOf())
	}
	return ""
}

func address(a domain.Address) string {
	street := strings.Join(strings.Fields(a.Street+" "+a.HouseNumber+" "+a.Addition), " ")
	place := strings.Join(strings.Fields(a.Postcode+" "+a.City), " ")
	if street == "" || place == "" {
		return street + place
	}
	return street + ", " + place
}
