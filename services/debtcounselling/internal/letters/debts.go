package letters

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/dutch"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/words"
)

// owed says what is owed to whom, and what of it counts.
func (f CaseFile) owed(d *pdf.Document) {
	d.Heading("4. Uw schulden")
	var counts, left, ended []domain.Claim
	total := domain.TotalOf(f.Claims)
	for _, c := range f.Claims {
		switch {
		case c.Counts():
			counts = append(counts, c)
		case c.State == domain.ClaimOpen:
			left = append(left, c)
		default:
			ended = append(ended, c)
		}
	}
	if len(f.Claims) == 0 {
		d.Paragraph("Er staan nog geen schulden in het dossier.")
		return
	}
	if len(counts) > 0 {
		d.Subheading("Schulden die meetellen")
		d.Paragraph("Het bedrag is wat u moest betalen op de dag die erbij staat.")
		f.claims(d, counts, "Stand op", total.Total, func(c domain.Claim) string { return dutch.Day(c.Balance) })
	}
	if total.Preferent > 0 {
		d.Paragraph("Van dit bedrag gaat " + dutch.Euros(total.Preferent) + " voor op de andere schulden. Dat bepaalt de wet " +
			"(preferente schulden).")
	}
	if len(left) > 0 {
		d.Subheading("Schulden die niet meetellen in de regeling")
		f.claims(d, left, "Waarom", total.Excluded, func(c domain.Claim) string { return sentence(words.Exclusion(c.Exclusion)) })
	}
	if len(ended) > 0 {
		d.Subheading("Schulden die niet meer open zijn")
		f.claims(d, ended, "Sinds", 0, func(c domain.Claim) string {
			return sentence(words.ClaimEnd(c.State)) + "\n" + dutch.Day(c.End)
		})
	}
}

// claims writes claims as a table, with their sum where there is one.
func (f CaseFile) claims(d *pdf.Document, list []domain.Claim, head string, sum int64, about func(domain.Claim) string) {
	var rows [][]string
	for _, c := range list {
		rows = append(rows, []string{strconv.Itoa(c.Number), f.creditor(c), about(c), dutch.Euros(c.Amount)})
	}
	var total []string
	if sum > 0 {
		total = []string{"", "Samen", "", dutch.Euros(sum)}
	}
	d.Table([]pdf.Column{
		{Head: "Nr.", Width: 0.07}, {Head: "Aan wie", Width: 0.48}, {Head: head, Width: 0.25},
		{Head: "Bedrag", Width: 0.2, Right: true},
	}, rows, total)
}

// creditor says to whom is owed, and what else there is to know of it.
func (f CaseFile) creditor(c domain.Claim) string {
	name := f.Creditors[c.CreditorID].Name
	if c.Private != nil {
		name = c.Private.Name
	}
	parts := []string{words.DebtKind(c.Kind)}
	add := func(is bool, text string) {
		if is {
			parts = append(parts, text)
		}
	}
	add(c.Reference != "", "kenmerk "+withoutBSN(c.Reference))
	add(c.AgencyID != "", "via "+f.Creditors[c.AgencyID].Name)
	add(len(f.Trajectory.ClientIDs) > 1, "op naam van "+cmp.Or(f.nameOf(c.ClientID), "een ander"))
	add(c.Business, "van een bedrijf")
	add(c.Rank == domain.Preferent, "gaat voor")
	add(!c.Contested.IsZero(), "u bent het er niet mee eens")
	return cmp.Or(name, "Een persoon") + "\n" + strings.Join(parts, ", ")
}
