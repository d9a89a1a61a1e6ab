package forms

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode"

	"github.com/deschoor/meedoen/gateway/internal/page"
	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

//go:embed templates
var files embed.FS

// printed is the document as it is printed, every word of it.
type printed struct {
	Title, Version, Publisher, Notice string
	Year                              int32
	Concept                           bool
	Style                             template.CSS
	Statements                        [][2]string
	Withheld, Distinct                string
	Changes                           []change
	Reason                            string
	Themes                            []printedTheme
	Targets, Wijken                   bool
}

type printedTheme struct {
	ID, Name string
	Colour   int
	Goals    []printedGoal
	Figures  []printedFigure
	Quiet    []printedFigure
	Months   []printedLine // of the figures that have them
	Wijken   []printedParts
}

type printedGoal struct {
	Text    string
	Results []printedResult
}

type printedResult struct {
	Text    string
	Figures []printedFigure
}

// printedFigure is a figure, with its number parted from the word before it so that it can be set large.
type printedFigure struct {
	ID, Programme, Label, Qualifier, Number, Exact, Why string
	Definition, Unit, Source, Responsible               string
	Target, Signal, Shape, TargetSource                 string
	Expected                                            []string
	Chart                                               *chart
	Quarters, Stadsdelen, Ages                          []printedPart
	Explanations                                        [][2]string
	Earlier                                             []printedEarlier
}

type printedPart struct{ Name, Value string }

type printedEarlier struct {
	Year  int32
	Value string
	Other bool
}

type printedLine struct {
	Label, Year string
	Values      []string
}

type printedParts struct {
	Label string
	Parts []printedPart
}

// HTML answers d as one page to print, that asks nothing of anywhere. Pages says on which page parts begin, by their id; what
// it does not say is not shown.
func (d *Document) HTML(pages map[string]int) ([]byte, error) {
	t, err := template.New("print.html").Funcs(template.FuncMap{"page": func(id string) string {
		if n := pages[id]; n > 0 {
			return fmt.Sprint(n)
		}
		return ""
	}}).ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates of the print: %w", err)
	}
	style, err := files.ReadFile("templates/print.css")
	if err != nil {
		return nil, fmt.Errorf("style of the print: %w", err)
	}
	v := d.printed()
	// Ours, and no text of anybody: title and version are words and numbers. A page that is copied alone says what it is of.
	v.Style = template.CSS(strings.ReplaceAll(string(style), `"TITLE"`, `"`+d.title()+" · "+d.version()+`"`))
	var b bytes.Buffer
	if err := t.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("make the print: %w", err)
	}
	return b.Bytes(), nil
}

func (d *Document) printed() printed {
	v := printed{
		Title: d.title(), Version: d.version(), Publisher: d.about.Publisher, Notice: d.about.Notice, Year: d.account.GetYear(),
		Concept: d.edition == nil, Statements: d.statements(), Withheld: withheldText, Distinct: distinctText,
		Changes: d.changes(), Reason: d.edition.GetReason(), Targets: d.hasTargets(),
	}
	for i, t := range d.themes {
		theme := d.printedTheme(t)
		theme.Colour = i%web.Palette + 1
		v.Themes = append(v.Themes, theme)
		v.Wijken = v.Wijken || len(theme.Wijken) > 0
	}
	return v
}

func (d *Document) printedTheme(t theme) printedTheme {
	v := printedTheme{ID: t.id, Name: t.name}
	byID := map[string]printedFigure{}
	for _, f := range t.figures {
		p := d.printedFigure(f)
		byID[p.ID] = p
		if f.parts[0].value == nil && f.GetTarget() == nil && len(f.GetExplanations()) == 0 {
			v.Quiet = append(v.Quiet, p)
		} else {
			v.Figures = append(v.Figures, p)
		}
		if months := f.by(byMonth); len(months) > 0 {
			v.Months = append(v.Months, d.monthLine(d.label(f.Figure), f))
		}
		if wijken := named(f.by(byWijk)); len(wijken) > 0 {
			v.Wijken = append(v.Wijken, printedParts{d.label(f.Figure), wijken})
		}
	}
	for _, g := range t.goals {
		v.Goals = append(v.Goals, d.printedGoal(g, byID))
	}
	return v
}

func (d *Document) printedGoal(g *reportingv1.AccountGoal, figures map[string]printedFigure) printedGoal {
	v := printedGoal{Text: g.GetText()}
	for _, r := range g.GetResults() {
		result := printedResult{Text: r.GetText()}
		for _, id := range r.GetIndicators() {
			f, known := figures[id]
			if !known {
				f = printedFigure{Label: d.labelOf(id)} // of another theme
			}
			result.Figures = append(result.Figures, f)
		}
		v.Results = append(v.Results, result)
	}
	return v
}

func (d *Document) printedFigure(f figure) printedFigure {
	v := printedFigure{
		ID: f.GetIndicator(), Programme: web.UpperFirst(f.GetProgramme()), Label: web.UpperFirst(f.GetLabel()),
		Exact: f.parts[0].text(), Definition: f.GetDefinition(), Unit: page.UnitName(f.GetUnit()),
		Source: page.ServiceName(f.GetService()), Responsible: f.GetResponsible(), Why: statusTexts[f.parts[0].status],
		Chart: d.chart(f), Quarters: named(f.by(byQuarter)), Stadsdelen: named(f.by(byStadsdeel)), Ages: named(f.by(byAge)),
	}
	v.Qualifier, v.Number = splitWording(wording(f.Figure))
	v.Exact = strings.TrimPrefix(v.Exact, withheldMark)
	if t := f.GetTarget(); t != nil {
		v.Target, v.TargetSource = targetText(t), t.GetSource()
		v.Signal, v.Shape = signalText(t.GetSignal()), signalShape(t.GetSignal())
		for _, q := range v.quarterKeys(f) {
			v.Expected = append(v.Expected, expectedAt(t, q))
		}
	}
	for _, e := range f.GetExplanations() {
		v.Explanations = append(v.Explanations, [2]string{web.UpperFirst(periodName(e.GetPeriod())), e.GetText()})
	}
	for _, e := range f.GetEarlierFigures() {
		words := e.GetWording()
		if words == "" {
			words = web.Number(e.GetValue())
		}
		v.Earlier = append(v.Earlier, printedEarlier{e.GetYear(), words, !e.GetSameDefinition()})
	}
	return v
}

func (v printedFigure) quarterKeys(f figure) (keys []string) {
	for _, p := range f.by(byQuarter) {
		keys = append(keys, p.key)
	}
	return keys
}

// expectedAt says what was expected at the end of a quarter, and how the figure stood beside it.
func expectedAt(t *reportingv1.FigureTarget, quarter string) string {
	for _, q := range t.GetQuarters() {
		if q.GetKey() == quarter {
			return join(signalShape(q.GetSignal()), web.Number(q.GetExpected()))
		}
	}
	return ""
}

// monthLine is the exact values of the year and of each month.
func (d *Document) monthLine(label string, f figure) printedLine {
	line := printedLine{Label: label, Year: f.parts[0].text()}
	for m := 1; m <= 12; m++ {
		text := ""
		if p := f.at(byMonth, monthKey(d.account.GetYear(), m)); p != nil {
			text = p.text()
		}
		line.Values = append(line.Values, text)
	}
	return line
}

func named(parts []part) (list []printedPart) {
	for _, p := range parts {
		list = append(list, printedPart{web.UpperFirst(p.name()), p.text()})
	}
	return list
}

// splitWording parts "ruim 150.000" at its first digit.
func splitWording(words string) (qualifier, number string) {
	digit := max(strings.IndexFunc(words, unicode.IsDigit), 0)
	return strings.TrimSpace(words[:digit]), words[digit:]
}

// Months are the short names of the months, for the head of a table.
func (printed) Months() []string {
	return []string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"}
}

// HasMonths says whether any figure has months.
func (p printed) HasMonths() bool {
	return slices.ContainsFunc(p.Themes, func(t printedTheme) bool { return len(t.Months) > 0 })
}
