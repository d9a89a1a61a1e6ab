package letters

import (
	"fmt"
	"slices"

	"github.com/deschoor/meedoen/platform/dutch"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/texts"
)

// Agreement is what stands in a volunteer agreement (vrijwilligersovereenkomst).
type Agreement struct {
	domain.Agreement
	Person    string // the name of the volunteer
	Role      string
	Programme string // its short name
	Text      []texts.Part
}

// PDF answers the agreement as a document to sign: the same for the same facts, whether it was signed or not. Errors:
// pdf.ErrLetter.
func (a Agreement) PDF() ([]byte, error) {
	d, err := begin("Vrijwilligersovereenkomst", a.Organisation, a.Date)
	if err != nil {
		return nil, err
	}
	d.Paragraph("Deze overeenkomst is van:")
	d.Rows(
		pdf.Row{Key: "De organisatie", Value: a.Organisation + ", in " + a.Place},
		pdf.Row{Key: "De vrijwilliger", Value: a.Person},
	)
	d.Paragraph("Samen spreken zij af wat zij van elkaar mogen verwachten.")
	d.Heading("1. Het vrijwilligerswerk")
	d.Rows(a.work()...)
	d.Heading("2. Vergoeding")
	for _, text := range a.repaid() {
		d.Paragraph(text)
	}
	for i, part := range a.Text {
		d.Heading(fmt.Sprintf("%d. %s", i+3, part.Heading))
		for _, text := range part.Paragraphs {
			d.Paragraph(text)
		}
	}
	d.Heading("Ondertekening")
	d.Paragraph("Opgemaakt op " + dutch.Day(a.Date) + " in " + a.Place + ", voor ieder een exemplaar.")
	d.Signatures(
		pdf.Party{Name: "Namens " + a.Organisation, Blanks: []string{"Naam", "Functie", "Datum", "Handtekening"}},
		pdf.Party{Name: a.Person, Blanks: []string{"Datum", "Handtekening"}},
	)
	return d.Bytes()
}

// work answers what was agreed on about the work.
func (a Agreement) work() []pdf.Row {
	rows := []pdf.Row{
		{Key: "Functie", Value: a.Role}, {Key: "Onderdeel", Value: spoken(a.Programme)}, {Key: "Begeleiding", Value: a.Guide},
		{Key: "Eerste dag", Value: dutch.Day(a.First)},
	}
	last := "geen: de afspraak geldt tot een van beiden stopt"
	if !a.Last.IsZero() {
		last = dutch.Day(a.Last)
	}
	weekly := "in overleg"
	if a.WeeklyMinutes > 0 {
		weekly = "gemiddeld " + Duration(a.WeeklyMinutes) + " per week"
	}
	notice := "geen"
	if a.NoticeDays > 0 {
		notice = days(a.NoticeDays)
	}
	rows = append(rows, pdf.Row{Key: "Laatste dag", Value: last}, pdf.Row{Key: "Inzet", Value: weekly})
	if a.TrialDays > 0 {
		end := a.First.AddDays(a.TrialDays - 1)
		rows = append(rows, pdf.Row{
			Key:   "Kennismakingstijd",
			Value: "tot en met " + dutch.Day(end) + "; tot dan kan ieder van beiden stoppen zonder opzegtermijn",
		})
	}
	return append(rows, pdf.Row{Key: "Opzegtermijn", Value: notice})
}

// repaid answers what is paid, and what is not.
func (a Agreement) repaid() (list []string) {
	var kinds []string
	for _, k := range []struct{ name, dutch string }{
		{"travel", "reiskosten"}, {"materials", "materiaalkosten"}, {"other", "andere onkosten die vooraf zijn afgesproken"},
	} {
		if slices.Contains(a.Repaid, k.name) {
			kinds = append(kinds, k.dutch)
		}
	}
	if len(kinds) > 0 {
		list = append(list, a.Organisation+" vergoedt wat de vrijwilliger voor het werk heeft betaald aan "+dutch.And(kinds)+
			". De vrijwilliger declareert die kosten en laat de bonnen zien.")
	}
	if a.RateCents > 0 {
		list = append(list, "De vrijwilliger krijgt een vrijwilligersvergoeding van "+dutch.Euros(int64(a.RateCents))+
			" per uur, voor uren die zijn goedgekeurd. Samen met vergoede onkosten geldt daarvoor de fiscale grens per maand en "+
			"per jaar.")
	}
	if len(list) == 0 {
		list = append(list, "Aan het werk zijn voor de vrijwilliger geen kosten verbonden. Er is geen vergoeding afgesproken.")
	}
	return list
}
