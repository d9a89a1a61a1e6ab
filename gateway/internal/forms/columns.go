package forms

import (
	"fmt"
	"strconv"

	"github.com/deschoor/meedoen/gateway/internal/page"
)

// row is a line of the open data: a part of a figure.
type row struct {
	document *Document
	theme    *theme
	figure   *figure
	part     *part
}

// isYear says whether r is the figure of the year as a whole.
func (r row) isYear() bool { return r.part.dimension == byYear }

// column is a column of the open data: its name, what the metadata say of it, and its value in a row.
type column struct {
	name     string
	title    string
	about    string
	datatype any // as CSV on the Web has it
	of       func(row) string
}

// pattern is a text that is one of few.
func pattern(format string) map[string]any { return map[string]any{"base": "string", "format": format} }

func wholeNumber() map[string]any { return map[string]any{"base": "integer", "minimum": 0} }

// columns answers the columns of d. Those of targets are there only where there are targets.
func (d *Document) columns() []column {
	all := append(whatColumns(), whereColumns()...)
	all = append(all, valueColumns()...)
	if d.hasTargets() {
		all = append(all, targetColumns()...)
	}
	return all
}

// whatColumns say which figure it is.
func whatColumns() []column {
	return []column{
		{"year", "Jaar", "Het jaar van de verantwoording.", "gYear", func(r row) string {
			return fmt.Sprint(r.document.account.GetYear())
		}},
		{"edition", "Editie", "Het nummer van de editie. Leeg van een concept.", "integer", func(r row) string {
			if r.document.edition == nil {
				return ""
			}
			return fmt.Sprint(r.document.edition.GetEdition())
		}},
		{"theme", "Thema", "De code van het thema.", "string", func(r row) string { return r.theme.id }},
		{"theme_name", "Naam van het thema", "Het thema, zoals het boven de cijfers staat.", "string", func(r row) string {
			return r.theme.name
		}},
		{"indicator", "Indicator", "De code van het cijfer.", "string", func(r row) string { return r.figure.GetIndicator() }},
		{"programme", "Programma", "Het programma waar het cijfer over gaat.", "string", func(r row) string {
			return r.figure.GetProgramme()
		}},
		{"label", "Cijfer", "Wat er is geteld.", "string", func(r row) string { return r.figure.GetLabel() }},
		{"unit", "Eenheid", "De code van de eenheid.", "string", func(r row) string { return r.figure.GetUnit() }},
		{"unit_name", "Naam van de eenheid", "De eenheid, en hoe wie vaker komt meetelt.", "string", func(r row) string {
			return page.UnitName(r.figure.GetUnit())
		}},
	}
}

// whereColumns say which part of the figure it is.
func whereColumns() []column {
	return []column{
		{"dimension", "Uitsplitsing", "Waarnaar het cijfer is uitgesplitst: year is het jaarcijfer zelf, year_to_quarter loopt van " +
			"1 januari tot en met het kwartaal (deze tellen dus niet op), en met _and_ zijn het er twee tegelijk.",
			pattern("(year|year_to_quarter|month|stadsdeel|wijk|age_band)(_and_(year_to_quarter|month|stadsdeel|wijk|age_band))?"),
			func(r row) string { return r.part.dimension }},
		{"period", "Periode", "Het jaar (2022), het kwartaal tot en met waar is geteld (2022-Q1) of de maand (2022-03).",
			pattern("[0-9]{4}(-Q[1-4]|-[0-9]{2})?"), func(r row) string { return r.part.period }},
		{"stadsdeel", "Stadsdeel", "De code van het stadsdeel; van een wijk het stadsdeel waar zij in ligt.", "string",
			func(r row) string { return r.part.stadsdeel }},
		{"area_code", "Wijkcode", "De code van de wijk bij het CBS.", "string", func(r row) string { return r.part.areaCode }},
		{"area_map_year", "Jaar van de wijkcode", "De editie van de wijkkaart van het CBS waarin de code betekent wat hier staat. " +
			"Codes veranderen van betekenis.", "string", func(r row) string { return r.part.areaMap }},
		{"area_name", "Gebied", "De naam van de wijk of het stadsdeel. Leeg van een code die de kaart van het jaar niet heeft.",
			"string",
			func(r row) string { return r.part.areaName }},
		{"age_band", "Leeftijd", "De leeftijd op de dag zelf. Wie jarig was kan in twee groepen zitten.", "string",
			func(r row) string { return r.part.ageBand }},
	}
}

// valueColumns say what the value is. What people say about the figure stands at the year or the quarter they said it of.
func valueColumns() []column {
	onYear := func(of func(f *figure) string) func(row) string {
		return func(r row) string {
			if !r.isYear() {
				return ""
			}
			return of(r.figure)
		}
	}
	return []column{
		{"value", "Waarde", "Het precieze aantal. Leeg waar er geen is; waarom staat in status.", wholeNumber(), func(r row) string {
			if r.part.value == nil {
				return ""
			}
			return strconv.Itoa(int(*r.part.value))
		}},
		{"status", "Status", "recorded: geteld. withheld: afgeschermd, omdat het aantal klein is of een klein aantal verraadt. " +
			"no_data: niets geregistreerd in het jaar. not_recorded: wordt nog niet geregistreerd. being_counted: wordt geteld.",
			pattern("recorded|withheld|no_data|not_recorded|being_counted"), func(r row) string { return r.part.status }},
		{"wording", "Zoals gepubliceerd", "Het jaarcijfer in woorden, zoals “ruim 150.000”.", "string",
			onYear(func(f *figure) string { return wording(f.Figure) })},
		{"qualifier", "Verhouding tot de waarde", "Hoe die woorden zich verhouden tot het precieze aantal.",
			pattern("(none|ruim|bijna|meer_dan|circa)?"), onYear(func(f *figure) string { return qualifier(f.Figure) })},
		{"definition", "Zo is geteld", "Hoe er is geteld.", "string", onYear(func(f *figure) string { return f.GetDefinition() })},
		{"responsible", "Verantwoordelijk", "De functie of het team dat over het cijfer gaat.", "string",
			onYear(func(f *figure) string { return f.GetResponsible() })},
		{"explanation", "Toelichting", "Wat er bij het cijfer is gezegd, over het jaar of aan het eind van het kwartaal.", "string",
			func(r row) string {
				if r.part.dimension != byYear && r.part.dimension != byQuarter {
					return ""
				}
				return r.figure.explanation(r.part.key)
			}},
	}
}

// targetColumns say what was agreed with the city.
func targetColumns() []column {
	of := func(value func(f *figure) string) func(row) string {
		return func(r row) string {
			if !r.isYear() || r.figure.GetTarget() == nil {
				return ""
			}
			return value(r.figure)
		}
	}
	return []column{
		{"target", "Streefwaarde", "Wat met de gemeente is afgesproken.", wholeNumber(),
			of(func(f *figure) string { return strconv.Itoa(int(f.GetTarget().GetValue())) })},
		{"target_direction", "Richting", "at_least: ten minste. at_most: ten hoogste.", pattern("(at_least|at_most)?"),
			of(func(f *figure) string {
				return known(lower(f.GetTarget().GetDirection().String(), "TARGET_DIRECTION_"))
			})},
		{"target_signal", "Stoplicht", "green: gehaald. amber: bijna gehaald. red: niet gehaald.", pattern("(green|amber|red)?"),
			of(func(f *figure) string { return known(lower(f.GetTarget().GetSignal().String(), "FIGURE_SIGNAL_")) })},
	}
}

// known answers a word of an enum, and nothing where it was not given.
func known(word string) string {
	if word == "unspecified" {
		return ""
	}
	return word
}

// rows answers a line for each part of each figure: the figures of the year first, then their parts.
func (d *Document) rows() (rows []row) {
	var parts []row
	for i := range d.themes {
		t := &d.themes[i]
		for j := range t.figures {
			f := &t.figures[j]
			list := f.withUnplaced(d.account.GetYear())
			rows = append(rows, row{d, t, f, &list[0]})
			for k := range list[1:] {
				parts = append(parts, row{d, t, f, &list[k+1]})
			}
		}
	}
	return append(rows, parts...)
}

// withUnplaced answers the parts of f, with one without a value for each quarter of which there is an explanation and no number,
// so that no explanation is lost.
func (f *figure) withUnplaced(year int32) []part {
	list := f.parts
	for _, e := range f.GetExplanations() {
		if key := e.GetPeriod(); key != fmt.Sprint(year) && f.at(byQuarter, key) == nil && e.GetText() != "" {
			p := part{dimension: byQuarter, key: key, period: key, status: status(f.Figure)}
			if p.status == statusRecorded {
				p.status = statusNoData
			}
			list = append(list[:len(list):len(list)], p)
		}
	}
	return list
}
