package letters

import (
	"fmt"

	"github.com/deschoor/meedoen/platform/dutch"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/words"
)

// budget says what comes in and is paid in an average month.
func (f CaseFile) budget(d *pdf.Document) {
	d.Heading("5. Uw budget")
	if f.Budget == nil {
		d.Paragraph("Er is nog geen budgetplan.")
		return
	}
	d.Paragraph("Dit is uw budgetplan vanaf " + dutch.Day(f.Budget.Date) + ". Het gaat om bedragen van een gewone maand.")
	f.lines(d, "Wat erin komt", true, f.Budget.Totals.Income)
	f.lines(d, "Wat eruit gaat", false, f.Budget.Totals.Expense)
	left := f.Budget.Totals.Left()
	if left < 0 {
		d.Strong("U komt " + monthly(-left) + " tekort.")
		return
	}
	d.Strong("U houdt " + monthly(left) + " over.")
}

func (f CaseFile) lines(d *pdf.Document, head string, incomes bool, sum int64) {
	var rows [][]string
	for _, l := range f.Budget.Lines {
		if l.Category.IsIncome() == incomes {
			rows = append(rows, []string{words.Category(l.Category), withoutBSN(l.Description), dutch.Euros(l.Amount)})
		}
	}
	d.Table([]pdf.Column{
		{Head: head, Width: 0.36}, {Head: "Omschrijving", Width: 0.42}, {Head: "Per maand", Width: 0.22, Right: true},
	}, rows, []string{"Samen", "", dutch.Euros(sum)})
}

// calculated says what was calculated last, of each kind, from what and how.
func (f CaseFile) calculated(d *pdf.Document) {
	d.Heading("6. Wat wij hebben berekend")
	if len(f.Calculations) == 0 {
		d.Paragraph("Er is nog niets berekend.")
		return
	}
	for _, one := range []struct {
		kind  domain.CalculationKind
		write func(*pdf.Document, domain.Calculation)
	}{{domain.ProtectedEarnings, protected}, {domain.FreeAmount, free}, {domain.Capacity, capacity}} {
		if c, is := f.last(one.kind); is {
			one.write(d, c)
		}
	}
}

// last answers the calculation of a kind that holds.
func (f CaseFile) last(kind domain.CalculationKind) (c domain.Calculation, is bool) {
	for _, one := range f.Calculations {
		if one.Kind == kind {
			c, is = one, true
		}
	}
	return c, is
}

func protected(d *pdf.Document, c domain.Calculation) {
	d.Subheading("Beslagvrije voet")
	d.Paragraph("Dit deel van uw inkomen moet u altijd overhouden, ook als iemand beslag legt op uw inkomen.")
	d.Rows(
		pdf.Row{Key: "Bedrag", Value: monthly(c.Result.Amount)}, pdf.Row{Key: "Uw inkomen", Value: monthly(c.Input.Income)},
		pdf.Row{Key: "Berekend voor", Value: dutch.Day(c.Date)}, pdf.Row{Key: "Hoe berekend", Value: method(c)},
	)
}

func free(d *pdf.Document, c domain.Calculation) {
	d.Subheading("Vrij te laten bedrag (vtlb)")
	d.Paragraph("Dit bedrag mag u elke maand houden om van te leven zolang u schulden afbetaalt.")
	d.Rows(
		pdf.Row{Key: "Bedrag", Value: monthly(c.Result.Amount)}, pdf.Row{Key: "Berekend voor", Value: dutch.Day(c.Date)},
		pdf.Row{Key: "Hoe berekend", Value: method(c)},
	)
	if c.Input.Outcome == nil || len(c.Input.Outcome.Components) == 0 {
		return
	}
	var rows [][]string
	for _, part := range c.Input.Outcome.Components {
		rows = append(rows, []string{words.Component(part.Kind), dutch.Euros(part.Amount)})
	}
	d.Table([]pdf.Column{{Head: "Zo is het opgebouwd", Width: 0.78}, {Head: "Per maand", Width: 0.22, Right: true}}, rows,
		[]string{"Samen", dutch.Euros(c.Result.Amount)})
}

func capacity(d *pdf.Document, c domain.Calculation) {
	d.Subheading("Afloscapaciteit")
	d.Paragraph("Dit kunt u elke maand aan uw schulden betalen.")
	rows := []pdf.Row{
		{Key: "Bedrag", Value: monthly(c.Result.Amount)}, {Key: "Uw inkomen", Value: monthly(c.Input.Income)},
		{Key: "Vrij te laten bedrag", Value: monthly(c.Input.Free)},
	}
	if months := used(c, domain.SettlementMonths); months > 0 {
		rows = append(rows, pdf.Row{
			Key: "Aan schuldeisers", Value: fmt.Sprintf("%s, in %d maanden", dutch.Euros(c.Result.Offer), months),
		})
	}
	if c.Input.Debt > 0 {
		rows = append(rows, pdf.Row{Key: "Alle schulden samen", Value: dutch.Euros(c.Input.Debt) + ". " + problem(c)})
	}
	d.Rows(append(rows, pdf.Row{Key: "Berekend voor", Value: dutch.Day(c.Date)}, pdf.Row{Key: "Hoe berekend", Value: method(c)})...)
}

// used answers the amount of a norm that a calculation used; 0 where it did not.
func used(c domain.Calculation, kind domain.NormKind) int64 {
	for _, n := range c.Norms {
		if n.Kind == kind {
			return n.Amount
		}
	}
	return 0
}

// problem says whether the debts can be paid in time.
func problem(c domain.Calculation) string {
	months := used(c, domain.ProblematicWithin)
	if c.Result.Problematic {
		return fmt.Sprintf("Dat is meer dan u in %d maanden kunt betalen (problematische schuld)", months)
	}
	return fmt.Sprintf("Dat kunt u binnen %d maanden betalen", months)
}

// method says how something was calculated, by the version of what was used.
func method(c domain.Calculation) string {
	if o := c.Input.Outcome; o != nil {
		return "met de rekenhulp " + o.Calculator + ", versie " + o.Version + ", op " + dutch.Day(o.Date)
	}
	return "met de normen van die dag (versie " + c.NormsVersion + ")"
}
