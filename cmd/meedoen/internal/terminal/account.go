package terminal

import (
	"fmt"
	"strings"
	"time"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// Account writes the account of a sample year as one table under its themes: each figure beside the one that was
// published, and whether the two agree. Figures without a value say why. The time of the newest event is written in
// zone.
func Account(a *reportingv1.Account, published []sample.PublishedFigure, zone *time.Location, look Look) string {
	t := table{look: look, published: map[string]sample.PublishedFigure{}}
	for _, p := range published {
		t.published[p.Indicator] = p
	}
	t.line(look.paint(bold, fmt.Sprintf("Verantwoording %d (fictieve voorbeeldgegevens)", a.GetYear())))
	if a.GetAsOf() != nil {
		t.line("Stand van " + a.GetAsOf().AsTime().In(zone).Format("2-1-2006 15:04") + " uur")
	}
	t.line("")
	t.head()
	for _, theme := range a.GetThemes() {
		t.line(look.paint(bold, theme.GetDisplayName()))
		for _, f := range a.GetFigures() {
			if f.GetTheme() == theme.GetId() {
				t.figure(f)
			}
		}
		t.line("")
	}
	t.line(t.tally.summary())
	return t.text.String()
}

// The widths of the columns, in columns of the screen; the name takes what is left.
const (
	wordingWidth   = 16
	exactWidth     = 9
	publishedWidth = 16
	verdictWidth   = len("wijkt af")
	gapWidth       = 2
)

type table struct {
	look      Look
	published map[string]sample.PublishedFigure
	text      strings.Builder
	tally     tally
}

// line writes text, which may be painted, without spaces at its end.
func (t *table) line(text string) { t.text.WriteString(strings.TrimRight(text, " ") + "\n") }

// row writes one row, and the rest of a long name below it. Outcome takes the columns of wording and exact value; it
// and verdict may be painted.
func (t *table) row(name, outcome, published, verdict string) {
	gap := strings.Repeat(" ", gapWidth)
	first, rest := wrap(name, t.nameWidth())
	t.line(gap + left(first, t.nameWidth()) + gap + outcome + gap + right(published, publishedWidth) + gap + verdict)
	for _, more := range rest {
		t.line(gap + gap + more)
	}
}

func (t *table) nameWidth() int {
	return t.look.Width - 5*gapWidth - wordingWidth - exactWidth - publishedWidth - verdictWidth
}

func outcome(wording, exact string) string {
	return right(wording, wordingWidth) + strings.Repeat(" ", gapWidth) + right(exact, exactWidth)
}

func (t *table) head() {
	t.row("", outcome("uitkomst", "exact"), "gepubliceerd", "")
}

func (t *table) figure(f *reportingv1.Figure) {
	p, known := t.published[f.GetIndicator()]
	published := "–"
	if known {
		published = wording(p)
	}
	t.tally.figures++
	if f.Value == nil {
		none := right(absence(f.GetStatus()), wordingWidth+gapWidth+exactWidth)
		t.row(name(f), t.look.paint(faint, none), published, "")
		return
	}
	t.tally.recorded++
	verdict := ""
	switch {
	case known && p.Agrees(int(f.GetValue())):
		t.tally.equal++
		verdict = t.look.paint(green, "gelijk")
	case known:
		t.tally.different++
		verdict = t.look.paint(red, "wijkt af")
	}
	t.row(name(f), outcome(f.GetWording(), number(int(f.GetValue()))), published, verdict)
}

// name answers the programme and what is counted, but not the same word twice.
func name(f *reportingv1.Figure) string {
	if strings.EqualFold(f.GetProgramme(), f.GetLabel()) {
		return f.GetProgramme()
	}
	return f.GetProgramme() + ": " + f.GetLabel()
}

func absence(s reportingv1.FigureStatus) string {
	switch s {
	case reportingv1.FigureStatus_FIGURE_STATUS_NO_DATA:
		return "niets geregistreerd"
	case reportingv1.FigureStatus_FIGURE_STATUS_BEING_COUNTED:
		return "wordt geteld"
	case reportingv1.FigureStatus_FIGURE_STATUS_WITHHELD:
		return "niet getoond: klein aantal"
	}
	return "nog niet geregistreerd"
}

// wording answers a figure as the page had it.
func wording(p sample.PublishedFigure) string {
	if p.Qualifier == "none" {
		return number(p.Value)
	}
	return strings.ReplaceAll(p.Qualifier, "_", " ") + " " + number(p.Value)
}
