package letters

import (
	"github.com/deschoor/meedoen/platform/dutch"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/words"
)

// helped says what is done beside the phases.
func (f CaseFile) helped(d *pdf.Document) {
	d.Heading("7. Extra hulp en maatregelen")
	if len(f.Measures) == 0 {
		d.Paragraph("Er is geen extra hulp en er zijn geen maatregelen.")
		return
	}
	var rows [][]string
	for _, m := range f.Measures {
		rows = append(rows, []string{words.Measure(m.Kind), begun(m), until(m)})
	}
	d.Table([]pdf.Column{{Head: "Wat", Width: 0.5}, {Head: "Vanaf", Width: 0.25}, {Head: "Tot en met", Width: 0.25}}, rows, nil)
}

// begun says from when a measure holds; of a moratorium that does not hold yet, how far it is.
func begun(m domain.Measure) string {
	switch {
	case !m.Start.IsZero():
		return dutch.Day(m.Start)
	case !m.Grant.IsZero():
		return "toegekend op\n" + dutch.Day(m.Grant)
	}
	return "gevraagd op\n" + dutch.Day(m.Application)
}

func until(m domain.Measure) string {
	if m.Kind == domain.PlanOfApproach || m.Start.IsZero() {
		return ""
	}
	return dayOr(m.End, "loopt nog")
}

// due says what has to happen by when, and what happened.
func (f CaseFile) due(d *pdf.Document) {
	d.Heading("8. Termijnen")
	var rows [][]string
	for _, t := range f.Terms {
		if t.State != domain.TermVoid {
			rows = append(rows, []string{words.Term(t.Kind), dutch.Day(t.Due), happened(t)})
		}
	}
	if len(rows) == 0 {
		d.Paragraph("Er lopen geen termijnen.")
		return
	}
	d.Table([]pdf.Column{{Head: "Wat", Width: 0.43}, {Head: "Uiterlijk op", Width: 0.25}, {Head: "Stand", Width: 0.32}}, rows, nil)
}

func happened(t domain.Term) string {
	if t.State == domain.TermMet {
		return "klaar op " + dutch.Day(t.Met)
	}
	return "loopt nog"
}
