package domain

import (
	"fmt"
	"slices"
	"strconv"
)

// source is a catalogue as it is written.
type source struct {
	FromYear   int         `yaml:"from_year"`
	Themes     []Theme     `yaml:"themes"`
	Indicators []Indicator `yaml:"indicators"`
	Steering   []Indicator `yaml:"steering"`
	Goals      []Goal      `yaml:"goals"`
}

// each calls f for every indicator of the account and every steering figure, with where it stands.
func (s *source) each(f func(in *Indicator, at []string)) {
	for _, list := range []struct {
		name string
		of   []Indicator
	}{{"indicators", s.Indicators}, {"steering", s.Steering}} {
		for i := range list.of {
			f(&list.of[i], []string{list.name, strconv.Itoa(i)})
		}
	}
}

// ParseCatalogue reads a catalogue written in YAML that meets schema (JSON Schema). The error is a Problems with
// everything that is wrong with the catalogue; any other error is a fault of schema.
func ParseCatalogue(text, schema []byte) (*Catalogue, error) {
	doc, err := readDocument(text)
	if err != nil {
		return nil, err
	}
	if err := doc.validate(schema); err != nil {
		return nil, err
	}
	// What does not fit the types does not meet the schema either, and is noted; the rest is read and checked.
	var src source
	if err := doc.root.Decode(&src); err != nil && len(doc.problems) == 0 {
		doc.complain(err.Error())
	}
	src.checkThemes(doc)
	src.checkIndicators(doc)
	src.checkGoals(doc)
	if err := src.compileFilters(doc); err != nil {
		return nil, err
	}
	if len(doc.problems) > 0 {
		return nil, doc.problems.inOrder()
	}
	return src.catalogue(), nil
}

func (s *source) catalogue() *Catalogue {
	c := &Catalogue{themes: s.Themes, goals: s.Goals, firstYear: s.FromYear}
	for i := range s.Indicators {
		c.indicators = append(c.indicators, &s.Indicators[i])
	}
	for i := range s.Steering {
		c.steering = append(c.steering, &s.Steering[i])
	}
	return c
}

func (s *source) checkThemes(doc *document) {
	seen := make(map[string]bool)
	for i, theme := range s.Themes {
		if seen[theme.ID] {
			doc.complain(fmt.Sprintf("there is a theme %q before", theme.ID), "themes", strconv.Itoa(i), "id")
		}
		seen[theme.ID] = theme.ID != ""
	}
}

func (s *source) checkIndicators(doc *document) {
	themes := make(map[string]bool)
	for _, theme := range s.Themes {
		themes[theme.ID] = true
	}
	before := versions{}
	s.each(func(in *Indicator, at []string) {
		s.checkYears(doc, in, at)
		before.check(doc, in, at)
		if in.Theme != "" && !themes[in.Theme] {
			doc.complain(fmt.Sprintf("there is no theme %q", in.Theme), join(at, "theme")...)
		}
		checkBreakdowns(doc, in, at)
		checkTargets(doc, in, at)
	})
}

// checkYears also gives an indicator without a first year that of the catalogue.
func (s *source) checkYears(doc *document, in *Indicator, at []string) {
	if in.FromYear == 0 {
		in.FromYear = s.FromYear
	}
	if in.FromYear < s.FromYear {
		doc.complain(fmt.Sprintf("is before %d, the first year of the catalogue", s.FromYear), join(at, "from_year")...)
	}
	if in.ToYear != 0 && in.ToYear < in.FromYear {
		doc.complain(fmt.Sprintf("is before %d, its first year", in.FromYear), join(at, "to_year")...)
	}
	for year := range in.Wording {
		if !in.covers(year) {
			doc.complain("is not a year in which it is counted", append(at, "wording", strconv.Itoa(year))...)
		}
	}
}

// checkBreakdowns: that a pair has two dimensions that there are is a matter of the schema.
func checkBreakdowns(doc *document, in *Indicator, at []string) {
	seen := map[Pair]bool{}
	for i, pair := range in.Breakdowns {
		here := join(join(at, "breakdowns"), strconv.Itoa(i))
		if slices.Contains(pair[:], ByAgeBand) && !in.Measure.ofPersons() {
			doc.complain("there is no age_band of what is not only counted from attendance", here...)
		}
		if seen[pair] || seen[Pair{pair[1], pair[0]}] {
			doc.complain(fmt.Sprintf("there is a breakdown by %s and %s before", pair[0], pair[1]), here...)
		}
		seen[pair] = true
	}
}

func (s *source) compileFilters(doc *document) error {
	words := newVocabulary(s.Themes)
	ofPlaces, err := newFilterLanguage(words, locationNames)
	if err != nil {
		return err
	}
	ofFacts, err := newFilterLanguage(words, locationNames, factNames)
	if err != nil {
		return err
	}
	s.each(func(in *Indicator, at []string) {
		lang := ofFacts
		if in.Measure.Kind == activePlaces {
			lang = ofPlaces
		}
		if in.Filter == "" {
			return
		}
		var wrong []string
		in.compiled, wrong = lang.compile(in.Filter)
		for _, text := range wrong {
			doc.complain(text, join(at, "filter")...)
		}
	})
	return nil
}
