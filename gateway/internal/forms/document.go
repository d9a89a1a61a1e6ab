// Package forms writes the account of a year in the forms that people take along: CSV and JSON as open data, XLSX to
// calculate with, and PDF for the city council. All are made of one document, so that they say the same to the last digit.
package forms

import (
	"fmt"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// About is what the forms say beyond the account itself. The zero value is usable.
type About struct {
	// Publisher is the organisation whose account it is; a general word if empty.
	Publisher string
	// City stands before the name of a city district. Empty for no prefix.
	City string
	// Notice is a sentence that every form carries, such as that its figures are fictitious. Empty for none.
	Notice string
	// Licence is the address of the terms under which the figures may be used. Empty where nothing is said of them.
	Licence string
}

// Document is an account as its forms show it.
type Document struct {
	about   About
	account *reportingv1.Account
	edition *reportingv1.AccountEdition // nil for the account as it is now
	areas   map[string]*reportingv1.AccountArea
	themes  []theme
	zone    *time.Location
}

// theme is the figures under a heading.
type theme struct {
	id, name string
	goals    []*reportingv1.AccountGoal
	figures  []figure
}

// NewDocument answers the document of an account in the full view, with times as they are in zone.
func NewDocument(account *reportingv1.Account, about About, zone *time.Location) *Document {
	if about.Publisher == "" {
		about.Publisher = "De welzijnsorganisatie"
	}
	d := &Document{
		about: about, account: account, edition: editionOf(account), zone: zone,
		areas: map[string]*reportingv1.AccountArea{},
	}
	for _, a := range account.GetAreas() {
		d.areas[a.GetKey()] = a
	}
	places := map[string]int{}
	place := func(id, name string) *theme {
		i, known := places[id]
		if !known {
			i, places[id] = len(d.themes), len(d.themes)
			d.themes = append(d.themes, theme{id: id, name: name})
		}
		return &d.themes[i]
	}
	for _, t := range account.GetThemes() {
		place(t.GetId(), t.GetDisplayName())
	}
	for _, f := range account.GetFigures() {
		t := place(f.GetTheme(), f.GetTheme()) // no figure is lost where its theme has no heading
		t.figures = append(t.figures, d.figure(f))
	}
	for _, g := range account.GetGoals() {
		t := place(g.GetTheme(), g.GetTheme())
		t.goals = append(t.goals, g)
	}
	return d
}

// editionOf answers what is known of the edition that a is, or nil where it is none.
func editionOf(a *reportingv1.Account) *reportingv1.AccountEdition {
	if a.GetEdition() == 0 {
		return nil
	}
	for _, e := range a.GetEditions() {
		if e.GetEdition() == a.GetEdition() {
			return e
		}
	}
	return &reportingv1.AccountEdition{Year: a.GetYear(), Edition: a.GetEdition()}
}

// Name answers the name of its files without an ending: "verantwoording-2022-editie-1", or "verantwoording-2022-concept" of
// what is no edition.
func (d *Document) Name() string {
	if d.edition == nil {
		return fmt.Sprintf("verantwoording-%d-concept", d.account.GetYear())
	}
	return fmt.Sprintf("verantwoording-%d-editie-%d", d.account.GetYear(), d.edition.GetEdition())
}

func (d *Document) title() string { return fmt.Sprintf("Verantwoording %d", d.account.GetYear()) }

// version says which edition it is, in Dutch.
func (d *Document) version() string {
	switch {
	case d.edition == nil:
		return "Concept, geen editie"
	case d.edition.GetProvisional():
		return fmt.Sprintf("Editie %d (voorlopig)", d.edition.GetEdition())
	}
	return fmt.Sprintf("Editie %d", d.edition.GetEdition())
}

// asOf is the time of the newest event that is counted, or nil.
func (d *Document) asOf() *time.Time {
	t := d.account.GetAsOf()
	if t == nil {
		t = d.edition.GetAsOf()
	}
	if t == nil {
		return nil
	}
	at := t.AsTime().In(d.zone)
	return &at
}

// issued is the time of publication, or nil of what is no edition.
func (d *Document) issued() *time.Time {
	if t := d.edition.GetPublishTime(); t != nil {
		at := t.AsTime().In(d.zone)
		return &at
	}
	return nil
}

// statements are what the cover of each form says of the whole, in pairs of a word and what it is.
func (d *Document) statements() [][2]string {
	list := [][2]string{{"Organisatie", d.about.Publisher}, {"Jaar", fmt.Sprint(d.account.GetYear())}, {"Versie", d.version()}}
	if at := d.issued(); at != nil {
		list = append(list, [2]string{"Gepubliceerd", web.DateAndTime(*at)})
	}
	if at := d.asOf(); at != nil {
		list = append(list, [2]string{"Stand van de registratie", web.DateAndTime(*at)})
	}
	if reason := d.edition.GetReason(); reason != "" {
		list = append(list, [2]string{"Reden van de herziening", reason})
	}
	if sum := d.edition.GetFingerprint(); sum != "" {
		list = append(list, [2]string{"Vingerafdruk (SHA-256)", sum})
	}
	if d.about.Licence != "" {
		list = append(list, [2]string{"Licentie", d.about.Licence})
	}
	return list
}

// hasTargets says whether any figure has one. Who may not read targets gets no place for them either.
func (d *Document) hasTargets() bool {
	for _, f := range d.account.GetFigures() {
		if f.GetTarget() != nil {
			return true
		}
	}
	return false
}

// labelOf answers what an indicator counts, as the page says it.
func (d *Document) labelOf(indicator string) string {
	for _, f := range d.account.GetFigures() {
		if f.GetIndicator() == indicator {
			return d.label(f)
		}
	}
	return indicator
}

// label answers what f counts, for where its programme does not stand beside it: with the programme where another figure counts
// what is called the same, as visits are.
func (d *Document) label(f *reportingv1.Figure) string {
	text := web.UpperFirst(f.GetLabel())
	for _, other := range d.account.GetFigures() {
		if other.GetIndicator() != f.GetIndicator() && other.GetLabel() == f.GetLabel() {
			return text + " (" + f.GetProgramme() + ")"
		}
	}
	return text
}
