package forms

import (
	"bytes"
	"fmt"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/deschoor/meedoen/gateway/internal/page"
	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// XLSX answers d as a workbook in Dutch: a cover, a sheet for each theme, and sheets for what is longer than a line of those.
func (d *Document) XLSX() (content []byte, err error) {
	b := newBook()
	defer func() { b.do(b.file.Close()) }()
	b.describe(d)
	b.cover(d)
	for i, t := range d.themes {
		b.table(d.themeSheet(t, palette[i%len(palette)]))
	}
	for _, t := range []sheetTable{d.goalSheet(), d.explanationSheet(), d.earlierSheet(), d.partSheet(), d.definitionSheet()} {
		if len(t.lines) > 0 {
			b.table(t)
		}
	}
	b.contents()
	var out bytes.Buffer
	if b.err == nil {
		b.do(b.file.Write(&out))
	}
	if b.err != nil {
		return nil, fmt.Errorf("write the account as XLSX: %w", b.err)
	}
	return out.Bytes(), nil
}

// describe sets what a folder shows of the file. The times are those of the account: the same edition is the same file.
func (b *book) describe(d *Document) {
	at := time.Unix(0, 0).UTC()
	if issued := d.issued(); issued != nil {
		at = issued.UTC()
	} else if asOf := d.asOf(); asOf != nil {
		at = asOf.UTC()
	}
	stamp := at.Format(time.RFC3339)
	b.do(b.file.SetDocProps(&excelize.DocProperties{
		Title: d.title(), Subject: d.version(), Creator: d.about.Publisher, LastModifiedBy: d.about.Publisher, Language: "nl-NL",
		Created: stamp, Modified: stamp, Identifier: d.edition.GetFingerprint(), Version: d.version(),
	}))
}

// heading says under the title of every sheet which edition it is of, for a sheet that is printed alone.
func (d *Document) heading() string {
	text := d.title() + " · " + d.about.Publisher + " · " + d.version()
	if at := d.asOf(); at != nil {
		text += " · stand " + web.LongDate(*at)
	}
	return text
}

// themeSheet is the figures of a theme: what was published, the exact value, quarters and months.
func (d *Document) themeSheet(t theme, colour string) sheetTable {
	s := sheetTable{name: t.name, title: t.name, under: d.heading(), colour: colour, frozen: 2, columns: []sheetColumn{
		{"Programma", 26}, {"Cijfer", 34}, {"Zoals gepubliceerd", 20}, {"Precieze waarde", 12},
	}}
	targets := d.hasTargets()
	if targets {
		s.columns = append(s.columns, sheetColumn{"Afgesproken", 16}, sheetColumn{"Stoplicht", 16})
	}
	year := d.account.GetYear()
	for q := 1; q <= 4; q++ {
		s.columns = append(s.columns, sheetColumn{web.UpperFirst(quarterName(quarterKey(year, q))), 12})
	}
	for m := time.January; m <= time.December; m++ {
		name, _ := web.Month(m)
		s.columns = append(s.columns, sheetColumn{web.UpperFirst(name), 10.5})
	}
	s.columns = append(s.columns, sheetColumn{"Eenheid", 40}, sheetColumn{"Verantwoordelijk", 24}, sheetColumn{"Kenmerk", 26})
	for _, f := range t.figures {
		s.lines = append(s.lines, d.themeLine(f, targets))
	}
	s.foot = withheldText + " " + distinctText
	return s
}

func (d *Document) themeLine(f figure, targets bool) []any {
	line := []any{web.UpperFirst(f.GetProgramme()), web.UpperFirst(f.GetLabel()), wordingOrWhy(f), f.parts[0]}
	if targets {
		signal := f.GetTarget().GetSignal()
		line = append(line, targetText(f.GetTarget()), join(signalShape(signal), signalText(signal)))
	}
	for q := 1; q <= 4; q++ {
		line = append(line, cellOf(f.at(byQuarter, quarterKey(d.account.GetYear(), q))))
	}
	for m := 1; m <= 12; m++ {
		line = append(line, cellOf(f.at(byMonth, monthKey(d.account.GetYear(), m))))
	}
	return append(line, page.UnitName(f.GetUnit()), f.GetResponsible(), f.GetIndicator())
}

func quarterKey(year int32, quarter int) string { return fmt.Sprintf("%d-Q%d", year, quarter) }
func monthKey(year int32, month int) string     { return fmt.Sprintf("%d-%02d", year, month) }

// cellOf answers a part as a cell; nothing where the account does not have it.
func cellOf(p *part) any {
	if p == nil {
		return ""
	}
	return *p
}

// wordingOrWhy answers f as it is published, or why there is nothing.
func wordingOrWhy(f figure) string {
	if f.parts[0].value == nil {
		return statusTexts[f.parts[0].status]
	}
	return wording(f.Figure)
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

// each calls add for every figure.
func (d *Document) each(add func(t theme, f figure)) {
	for _, t := range d.themes {
		for _, f := range t.figures {
			add(t, f)
		}
	}
}

func (d *Document) goalSheet() sheetTable {
	s := sheetTable{name: "Doelen", title: "Doelen en afgesproken resultaten", under: d.heading(), colour: ink, frozen: 1,
		columns: []sheetColumn{{"Thema", 26}, {"Doel", 46}, {"Afgesproken resultaat", 46}, {"Cijfer", 40},
			{"Zoals gepubliceerd", 20}}}
	targets := d.hasTargets()
	if targets {
		s.columns = append(s.columns, sheetColumn{"Afgesproken", 16}, sheetColumn{"Stoplicht", 16})
	}
	figures := map[string]figure{}
	d.each(func(_ theme, f figure) { figures[f.GetIndicator()] = f })
	for _, t := range d.themes {
		for _, g := range t.goals {
			for _, r := range g.GetResults() {
				for _, id := range r.GetIndicators() {
					s.lines = append(s.lines, goalLine(t, g, r, id, figures, targets))
				}
			}
		}
	}
	return s
}

func goalLine(
	t theme, g *reportingv1.AccountGoal, r *reportingv1.AccountResult, id string, figures map[string]figure, targets bool,
) []any {
	f, known := figures[id]
	if !known {
		return []any{t.name, g.GetText(), r.GetText(), id}
	}
	line := []any{t.name, g.GetText(), r.GetText(), web.UpperFirst(f.GetLabel()), wordingOrWhy(f)}
	if targets {
		signal := f.GetTarget().GetSignal()
		line = append(line, targetText(f.GetTarget()), join(signalShape(signal), signalText(signal)))
	}
	return line
}

func (d *Document) explanationSheet() sheetTable {
	s := sheetTable{name: "Toelichtingen", title: "Toelichtingen", under: d.heading(), colour: ink, frozen: 2,
		columns: []sheetColumn{{"Thema", 26}, {"Cijfer", 40}, {"Over", 22}, {"Toelichting", 100}}}
	d.each(func(t theme, f figure) {
		for _, e := range f.GetExplanations() {
			s.lines = append(s.lines, []any{t.name, d.label(f.Figure), periodName(e.GetPeriod()), e.GetText()})
		}
	})
	return s
}

func (d *Document) earlierSheet() sheetTable {
	s := sheetTable{name: "Eerdere jaren", title: "Dezelfde cijfers in eerdere jaren", under: d.heading(), colour: ink, frozen: 2,
		columns: []sheetColumn{{"Thema", 26}, {"Cijfer", 40}, {"Jaar", 8}, {"Zoals gepubliceerd", 20}, {"Precieze waarde", 12},
			{"Op dezelfde manier geteld", 24}}}
	d.each(func(t theme, f figure) {
		for _, e := range f.GetEarlierFigures() {
			same := "ja"
			if !e.GetSameDefinition() {
				same = "nee, anders geteld"
			}
			s.lines = append(s.lines, []any{
				t.name, d.label(f.Figure), fmt.Sprint(e.GetYear()), e.GetWording(), e.GetValue(), same,
			})
		}
	})
	return s
}

// partSheet is everything that a figure was broken down by, a line for each, to filter and to pivot.
func (d *Document) partSheet() sheetTable {
	s := sheetTable{name: "Uitsplitsingen", title: "Uitsplitsingen", under: d.heading(), colour: ink, frozen: 2,
		columns: []sheetColumn{{"Thema", 26}, {"Cijfer", 40}, {"Uitsplitsing", 22}, {"Periode", 11}, {"Stadsdeel", 18},
			{"Gebied", 26}, {"Wijkcode", 12}, {"Kaart van", 10}, {"Leeftijd", 20}, {"Waarde", 12}, {"Kenmerk", 26}}}
	d.each(func(t theme, f figure) {
		for _, p := range f.parts[1:] {
			stadsdeel, age := "", ""
			if p.stadsdeel != "" {
				stadsdeel = page.DistrictName(d.about.City, p.stadsdeel)
			}
			if p.ageBand != "" {
				age = ageName(p.ageBand)
			}
			s.lines = append(s.lines, []any{
				t.name, d.label(f.Figure), dimensionText(p.dimension), p.period, stadsdeel, p.areaName, p.areaCode,
				p.areaMap, age, p, f.GetIndicator(),
			})
		}
	})
	return s
}

func (d *Document) definitionSheet() sheetTable {
	s := sheetTable{name: "Zo is geteld", title: "Zo is geteld", under: d.heading(), colour: ink, frozen: 2,
		columns: []sheetColumn{{"Thema", 26}, {"Cijfer", 40}, {"Zo is geteld", 90}, {"Eenheid", 40}, {"Bron", 34},
			{"Verantwoordelijk", 24}, {"Kenmerk", 26}}}
	d.each(func(t theme, f figure) {
		s.lines = append(s.lines, []any{
			t.name, d.label(f.Figure), f.GetDefinition(), page.UnitName(f.GetUnit()), page.ServiceName(f.GetService()),
			f.GetResponsible(), f.GetIndicator(),
		})
	})
	return s
}
