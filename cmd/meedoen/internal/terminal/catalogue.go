package terminal

import (
	"cmp"
	"strings"
	"time"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// CataloguePreview writes what a catalogue would make different: each indicator with its figures by year, as they are and as
// they would be.
func CataloguePreview(p *reportingv1.CataloguePreview, look Look) string {
	t := table{look: look}
	if len(p.GetIndicators()) == 0 {
		t.line("Deze catalogus maakt geen verschil.")
		return t.text.String()
	}
	counted := number(int(p.GetRecordCount()))
	t.line(look.paint(bold, "Proefberekening") + " over " + counted + " registraties. Er is niets veranderd.")
	t.line("")
	t.line(previewRow("jaar", "nu", "exact", "wordt", "exact", "verschil"))
	for _, in := range p.GetIndicators() {
		t.line(look.paint(bold, in.GetIndicator()) + "  " + look.paint(faint, changeText(in.GetChange())))
		for _, f := range in.GetFigures() {
			t.line(t.previewOf(f))
		}
	}
	return t.text.String()
}

func changeText(c reportingv1.IndicatorChange) string {
	switch c {
	case reportingv1.IndicatorChange_INDICATOR_CHANGE_ADDED:
		return "is nieuw"
	case reportingv1.IndicatorChange_INDICATOR_CHANGE_REMOVED:
		return "vervalt"
	case reportingv1.IndicatorChange_INDICATOR_CHANGE_COUNTING:
		return "telt anders"
	}
	return "telt hetzelfde, in andere woorden"
}

// previewOf answers the row of a figure. The difference comes last, so that its colour moves nothing.
func (t *table) previewOf(f *reportingv1.FigurePreview) string {
	difference := ""
	switch {
	case f.Value == nil || f.ValueBefore == nil:
	case f.GetValue() > f.GetValueBefore():
		difference = "+" + number(int(f.GetValue()-f.GetValueBefore()))
	case f.GetValue() < f.GetValueBefore():
		difference = "-" + number(int(f.GetValueBefore()-f.GetValue()))
	default:
		difference = "0"
	}
	return previewRow(yearText(f.GetYear()), f.GetWordingBefore(), exact(f.ValueBefore), f.GetWording(), exact(f.Value), difference)
}

func yearText(year int32) string { return strings.ReplaceAll(number(int(year)), ".", "") }

func exact(value *int32) string {
	if value == nil {
		return ""
	}
	return number(int(*value))
}

func previewRow(year, before, exactBefore, after, exactAfter, difference string) string {
	gap := strings.Repeat(" ", gapWidth)
	return gap + left(year, len("jaar")) + gap + outcome(cmp.Or(before, "–"), exactBefore) + gap +
		outcome(cmp.Or(after, "–"), exactAfter) + gap + right(difference, exactWidth+1)
}

// Catalogues writes a line for each catalogue, with its times in zone.
func Catalogues(list []*reportingv1.Catalogue, zone *time.Location, look Look) string {
	t := table{look: look}
	const idWidth, timeWidth = 36, len("31-12-2026 23:59")
	gap := strings.Repeat(" ", gapWidth)
	for _, c := range list {
		since := "–"
		if c.GetCreateTime() != nil {
			since = c.GetCreateTime().AsTime().In(zone).Format("2-1-2006 15:04")
		}
		holds := ""
		if c.GetCurrent() {
			holds = look.paint(green, "geldt") + gap
		}
		comment := strings.Join(strings.Fields(c.GetComment()), " ")
		t.line(left(c.GetId(), idWidth) + gap + right(since, timeWidth) + gap + holds + comment)
	}
	return t.text.String()
}
