package letters

import (
	"github.com/deschoor/meedoen/platform/dutch"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/words"
)

// course says how far the help has come, and how it went.
func (f CaseFile) course(d *pdf.Document) {
	t := f.Trajectory
	d.Heading("2. Hoe ver de hulp is")
	rows := []pdf.Row{
		{Key: "Soort hulp", Value: words.Help(t.Kind)}, {Key: "Aangemeld op", Value: dutch.Day(t.Report)},
		{Key: "Aangemeld door", Value: words.Channel(t.Channel)},
		{Key: "Stand nu", Value: words.Phase(t.State) + ", sinds " + dutch.Day(t.StateDate)},
	}
	if t.Crisis {
		rows = append(rows, pdf.Row{Key: "Spoed", Value: "ja, er was een dreigende situatie"})
	}
	if t.State == domain.Exited {
		free := "nee"
		if t.DebtFree {
			free = "ja"
		}
		rows = append(rows,
			pdf.Row{Key: "Waarom gestopt", Value: words.Exit(t.ExitReason)}, pdf.Row{Key: "Schuldenvrij", Value: free})
	}
	d.Rows(rows...)
	d.Paragraph(words.Meaning(t.State))
	if len(f.Steps) == 0 {
		return
	}
	steps := [][]string{{dutch.Day(t.Report), "Aangemeld"}}
	for _, s := range f.Steps {
		steps = append(steps, []string{dutch.Day(s.Date), sentence(words.Phase(s.To))})
	}
	d.Table([]pdf.Column{{Head: "Vanaf", Width: 0.3}, {Head: "Stap", Width: 0.7}}, steps, nil)
}

// decided says what was decided.
func (f CaseFile) decided(d *pdf.Document) {
	d.Heading("3. Besluiten")
	if len(f.Decisions) == 0 {
		d.Paragraph("Er is nog geen besluit genomen.")
		return
	}
	var rows [][]string
	for _, one := range f.Decisions {
		rows = append(rows, []string{dutch.Day(one.Date), words.Decision(one.Kind), sentence(words.Ground(one.Ground))})
	}
	d.Table([]pdf.Column{{Head: "Datum", Width: 0.22}, {Head: "Besluit", Width: 0.42}, {Head: "Waarom", Width: 0.36}}, rows, nil)
}
