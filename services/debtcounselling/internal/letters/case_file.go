// Package letters writes documents in Dutch for clients: what they say, and in which order. How they look is of the package pdf.
package letters

import (
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/dutch"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// CaseFile is what stands in the case file of a trajectory (dossier): what is known on a date.
type CaseFile struct {
	Sender       Sender
	Date         civil.Date
	Clients      []domain.Client // in the order of the trajectory, but for those who were erased
	Trajectory   domain.Trajectory
	Steps        []domain.TrajectoryTransition // oldest first
	Decisions    []domain.Decision             // oldest first
	Claims       []domain.Claim                // by number
	Creditors    map[string]domain.Creditor    // and collection agencies, by id
	Budget       *domain.BudgetPlan            // the one in force; nil where there is none
	Calculations []domain.Calculation          // oldest first
	Measures     []domain.Measure              // oldest first, but for what was withdrawn
	Terms        []domain.Term                 // by the date on which they are due
}

// title is what the document is, also at the foot of each page.
const title = "Uw dossier schuldhulp"

// PDF answers the case file as a document: the same for the same facts. A citizen service number is never in it. Error:
// pdf.ErrLetter.
func (f CaseFile) PDF() ([]byte, error) {
	d, err := document(title, f.Sender, f.Date)
	if err != nil {
		return nil, err
	}
	f.begin(d)
	for _, part := range []func(*pdf.Document){
		f.who, f.course, f.decided, f.owed, f.budget, f.calculated, f.helped, f.due, f.rights,
	} {
		part(d)
	}
	return d.Bytes()
}

// begin says of whom the case file is, from whom, and of which date.
func (f CaseFile) begin(d *pdf.Document) {
	d.Rows(
		pdf.Row{Key: "Voor", Value: dutch.And(f.names())}, pdf.Row{Key: "Van", Value: f.Sender.Name + ", " + f.Sender.Place},
		pdf.Row{Key: "Datum", Value: dutch.Day(f.Date)},
	)
	d.Paragraph("In dit dossier staat wat " + f.Sender.Name + " van u heeft vastgelegd voor de hulp bij uw schulden. " +
		"U leest hoe ver de hulp is, wat er is besloten en welke bedragen wij kennen. Het is de stand op " + dutch.Day(f.Date) + ".")
}

// rights says what a client can do about what stands here (GDPR articles 15 and 16).
func (f CaseFile) rights(d *pdf.Document) {
	d.Heading("Klopt er iets niet?")
	d.Paragraph("Laat het ons weten als iets in dit dossier niet klopt of niet volledig is. U mag ons vragen om het te verbeteren.")
	if f.Sender.Contact != "" {
		d.Paragraph("U kunt ons zo bereiken: " + f.Sender.Contact)
	}
	d.Paragraph("Bewaar dit dossier goed. Er staan gegevens in over uw geld en uw schulden.")
}

func (f CaseFile) names() (names []string) {
	for _, c := range f.Clients {
		names = append(names, fullName(c))
	}
	return names
}

// nameOf answers the name of a client; "" of one who was erased.
func (f CaseFile) nameOf(id string) string {
	for _, c := range f.Clients {
		if c.ID == id {
			return fullName(c)
		}
	}
	return ""
}

func fullName(c domain.Client) string { return strings.TrimSpace(c.GivenName + " " + c.Surname) }

// sentence begins with a capital.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// monthly answers an amount of each month.
func monthly(cents int64) string { return dutch.Euros(cents) + " per maand" }

// dayOr answers a date, or other where there is none.
func dayOr(d civil.Date, other string) string {
	if d.IsZero() {
		return other
	}
	return dutch.Day(d)
}
