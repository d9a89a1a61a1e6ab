package page

import (
	"time"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// accountView is the page of an account, every word of it as it is shown.
type accountView struct {
	Year      int32
	Published bool
	Since     string // the date of publication; empty where not published
	AsOf      string // date and time of the newest event counted; empty where none has arrived
	Themes    []themeView
	Recorded  int
	Total     int
}

// themeView is a section of the page. The largest figure that has months leads it; the others keep their order.
type themeView struct {
	ID       string
	Name     string
	Number   int
	Colour   int
	Lead     *figureView
	Figures  []figureView
	Quiet    []quietGroup
	Recorded int
	Total    int
}

// quietGroup are the figures of a theme that have no value, for the same reason.
type quietGroup struct {
	Reason  string
	Figures []figureView
}

// Why a figure has no value, as the page says it.
const (
	notRecorded  = "Nog niet geregistreerd in dit systeem"
	noData       = "Geen gegevens over dit jaar"
	beingCounted = "Wordt geteld: het cijfer verschijnt zodra dat klaar is"
)

func viewAccount(a *reportingv1.Account, zone *time.Location, city string) accountView {
	v := accountView{Year: a.GetYear(), Published: a.GetPublished()}
	if t := a.GetPublishTime(); t != nil {
		v.Since = web.LongDate(t.AsTime().In(zone))
	}
	if t := a.GetAsOf(); t != nil {
		v.AsOf = web.DateAndTime(t.AsTime().In(zone))
	}
	for i, t := range a.GetThemes() {
		theme := viewTheme(t, a, city)
		theme.Number, theme.Colour = i+1, i%web.Palette+1
		v.Themes = append(v.Themes, theme)
		v.Recorded += theme.Recorded
		v.Total += theme.Total
	}
	return v
}

func viewTheme(t *reportingv1.AccountTheme, a *reportingv1.Account, city string) themeView {
	v := themeView{ID: t.GetId(), Name: t.GetDisplayName()}
	quiet := map[string][]figureView{}
	for _, f := range a.GetFigures() {
		if f.GetTheme() != t.GetId() {
			continue
		}
		v.Total++
		figure := viewFigure(f, a.GetYear(), city)
		if reason := whyQuiet(f); reason != "" {
			quiet[reason] = append(quiet[reason], figure)
			continue
		}
		v.Figures = append(v.Figures, figure)
	}
	v.Recorded = len(v.Figures)
	for _, reason := range []string{beingCounted, noData, notRecorded} {
		if figures := quiet[reason]; len(figures) > 0 {
			v.Quiet = append(v.Quiet, quietGroup{Reason: reason, Figures: figures})
		}
	}
	v.takeLead()
	return v
}

// whyQuiet says why f has no value to show, or "" where it has.
func whyQuiet(f *reportingv1.Figure) string {
	switch {
	case f.GetStatus() == reportingv1.FigureStatus_FIGURE_STATUS_BEING_COUNTED:
		return beingCounted
	case f.GetStatus() == reportingv1.FigureStatus_FIGURE_STATUS_NO_DATA:
		return noData
	case f.GetStatus() == reportingv1.FigureStatus_FIGURE_STATUS_RECORDED && f.Value != nil:
		return ""
	}
	return notRecorded
}

func (v *themeView) takeLead() {
	lead := -1
	for i, f := range v.Figures {
		if f.Chart != nil && (lead < 0 || f.exact > v.Figures[lead].exact) {
			lead = i
		}
	}
	if lead < 0 {
		return
	}
	figure := v.Figures[lead]
	v.Lead = &figure
	v.Figures = append(v.Figures[:lead:lead], v.Figures[lead+1:]...)
}

// Headline is the figure that stands for the theme in the overview, or nil where it has none.
func (v themeView) Headline() *figureView {
	if v.Lead == nil && len(v.Figures) > 0 {
		return &v.Figures[0]
	}
	return v.Lead
}
