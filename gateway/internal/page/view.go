package page

import (
	"time"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// accountView is the page of an account, every word of it as it is shown.
type accountView struct {
	Year      int32
	AsOf      string       // date and time of the newest event counted; empty where none has arrived
	Edition   *editionView // nil for the account as it is now
	Newer     *editionView // the newest edition, where the page shows an older one
	Newest    *editionView // the newest edition, where there is one
	Editions  []editionView
	Downloads []download
	Themes    []themeView
	Recorded  int
	Total     int
	Withheld  bool // something on the page is withheld, so that it has to say why
}

// themeView is a section of the page. The largest figure that has months leads it; the others keep their order.
type themeView struct {
	ID       string
	Name     string
	Number   int
	Colour   int
	Goals    []goalView
	Lead     *figureView
	Figures  []figureView
	Quiet    []quietGroup
	Recorded int
	Total    int
}

// quietGroup are the figures of a theme that have no value, for the same reason.
type quietGroup struct {
	Reason   string
	Withheld bool
	Figures  []figureView
}

// Why a figure has no value, as the page says it.
const (
	notRecorded  = "Nog niet geregistreerd in dit systeem"
	noData       = "Geen gegevens over dit jaar"
	beingCounted = "Wordt geteld: het cijfer verschijnt zodra dat klaar is"
	keptBack     = "Afgeschermd, zodat niemand te herkennen is"
)

// frame is what every figure of an account is shown by.
type frame struct {
	year  int32
	city  string
	live  bool      // it is the account as it is now
	asOf  time.Time // in the zone of the page; zero where nothing was counted
	areas map[string]*reportingv1.AccountArea
}

func frameOf(a *reportingv1.Account, zone *time.Location, city string) frame {
	f := frame{year: a.GetYear(), city: city, live: a.GetEdition() == 0, areas: map[string]*reportingv1.AccountArea{}}
	if t := a.GetAsOf(); t != nil {
		f.asOf = t.AsTime().In(zone)
	}
	for _, area := range a.GetAreas() {
		f.areas[area.GetKey()] = area
	}
	return f
}

func viewAccount(a *reportingv1.Account, zone *time.Location, city string, pdf bool) accountView {
	f := frameOf(a, zone, city)
	v := accountView{Year: a.GetYear(), Downloads: downloadsOf(a.GetYear(), a.GetEdition(), pdf)}
	v.takeEditions(a, zone)
	if !f.asOf.IsZero() {
		v.AsOf = web.DateAndTime(f.asOf)
	}
	figures := map[string]figureView{}
	for _, figure := range a.GetFigures() {
		shown := viewFigure(figure, f)
		figures[figure.GetIndicator()] = shown
		v.Withheld = v.Withheld || shown.Withheld || shown.Quiet == keptBack
	}
	for i, t := range a.GetThemes() {
		theme := viewTheme(t, a, figures)
		theme.Number, theme.Colour = i+1, i%web.Palette+1
		v.Themes = append(v.Themes, theme)
		v.Recorded += theme.Recorded
		v.Total += theme.Total
	}
	return v
}

func viewTheme(t *reportingv1.AccountTheme, a *reportingv1.Account, figures map[string]figureView) themeView {
	v := themeView{ID: t.GetId(), Name: t.GetDisplayName(), Goals: goalsOf(a.GetGoals(), t.GetId(), figures)}
	quiet := map[string][]figureView{}
	for _, f := range a.GetFigures() {
		if f.GetTheme() != t.GetId() {
			continue
		}
		v.Total++
		figure := figures[f.GetIndicator()]
		if figure.Quiet != "" {
			quiet[figure.Quiet] = append(quiet[figure.Quiet], figure)
			continue
		}
		v.Figures = append(v.Figures, figure)
	}
	v.Recorded = len(v.Figures) + len(quiet[keptBack])
	for _, reason := range []string{keptBack, beingCounted, noData, notRecorded} {
		if group := quiet[reason]; len(group) > 0 {
			v.Quiet = append(v.Quiet, quietGroup{Reason: reason, Withheld: reason == keptBack, Figures: group})
		}
	}
	v.takeLead()
	return v
}

// whyQuiet says why f has no value to show, or "" where it has.
func whyQuiet(f *reportingv1.Figure) string {
	switch status := f.GetStatus(); {
	case status == reportingv1.FigureStatus_FIGURE_STATUS_WITHHELD:
		return keptBack
	case status == reportingv1.FigureStatus_FIGURE_STATUS_BEING_COUNTED:
		return beingCounted
	case status == reportingv1.FigureStatus_FIGURE_STATUS_NO_DATA:
		return noData
	case status == reportingv1.FigureStatus_FIGURE_STATUS_RECORDED && f.Value != nil:
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
