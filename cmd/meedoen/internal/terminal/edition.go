package terminal

import (
	"fmt"
	"strings"
	"time"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// Edition writes an account as one table under its themes, and the editions there are. Figures without a value say why. Times
// are written in zone.
func Edition(a *reportingv1.Account, zone *time.Location, look Look) string {
	t := table{look: look}
	t.line(look.paint(bold, fmt.Sprintf("Verantwoording %d, %s", a.GetYear(), which(a))))
	if a.GetAsOf() != nil {
		t.line("Stand van " + moment(a.GetAsOf().AsTime(), zone))
	}
	t.line("")
	t.shown("", outcome("uitkomst", "exact"))
	for _, theme := range a.GetThemes() {
		t.line(look.paint(bold, theme.GetDisplayName()))
		for _, f := range a.GetFigures() {
			if f.GetTheme() == theme.GetId() {
				t.shown(name(f), t.value(f))
			}
		}
		t.line("")
	}
	for _, e := range a.GetEditions() {
		t.line(about(e, zone))
	}
	return t.text.String()
}

func which(a *reportingv1.Account) string {
	if a.GetEdition() == 0 {
		return "zoals die nu is"
	}
	return fmt.Sprintf("editie %d", a.GetEdition())
}

func moment(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2-1-2006 15:04") + " uur"
}

// about answers a line about an edition.
func about(e *reportingv1.AccountEdition, zone *time.Location) string {
	text := fmt.Sprintf("Editie %d van %s", e.GetEdition(), moment(e.GetPublishTime().AsTime(), zone))
	if e.GetProvisional() {
		text += ", voorlopig"
	}
	if n := len(e.GetChanges()); n > 0 {
		text += fmt.Sprintf(", %d cijfers anders", n)
	}
	if e.GetReason() != "" {
		text += ": " + strings.TrimSuffix(e.GetReason(), ".")
	}
	return text + "."
}

// shown writes one row of a table without published figures beside it.
func (t *table) shown(name, outcome string) {
	gap := strings.Repeat(" ", gapWidth)
	width := max(t.look.Width, minWidth) - 3*gapWidth - wordingWidth - exactWidth
	first, rest := wrap(name, width)
	t.line(gap + left(first, width) + gap + outcome)
	for _, more := range rest {
		t.line(gap + gap + more)
	}
}

func (t *table) value(f *reportingv1.Figure) string {
	if f.Value == nil {
		return t.look.paint(faint, right(absence(f.GetStatus()), wordingWidth+gapWidth+exactWidth))
	}
	return outcome(f.GetWording(), number(int(f.GetValue())))
}
