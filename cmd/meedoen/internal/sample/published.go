package sample

import (
	_ "embed" // the published page
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

//go:embed verantwoording-2022.csv
var publishedPage string

// PublishedFigure is one number of the account of 2022 as it was published.
type PublishedFigure struct {
	// Indicator is what the number is the value of, such as "centre-visits".
	Indicator string
	// Theme is the heading it stood under, such as "ontmoeting_verbinding".
	Theme string
	// Programme is the programme it speaks of, in Dutch.
	Programme string
	// Label is what was counted, in English.
	Label string
	// Value is the number as printed, which may be rounded; see Qualifier.
	Value int
	// Qualifier is how the number relates to the exact value: "none", "ruim", "bijna", "meer_dan" or "circa".
	Qualifier string
	// Unit is what is counted, such as "visits".
	Unit string
	// Service is the service that records what is counted.
	Service string
}

// Published answers the figures of the published account of 2022, in the order of the page.
func Published() []PublishedFigure {
	rows, err := csv.NewReader(strings.NewReader(publishedPage)).ReadAll()
	if err != nil {
		// The page is part of the program, and a test reads it.
		panic(fmt.Errorf("the published page: %w", err))
	}
	var figures []PublishedFigure
	for _, row := range rows[1:] {
		value, err := strconv.Atoi(row[4])
		if err != nil {
			panic(fmt.Errorf("the published page: %w", err))
		}
		figures = append(figures, PublishedFigure{
			Indicator: row[0], Theme: row[1], Programme: row[2], Label: row[3],
			Value: value, Qualifier: row[5], Unit: row[6], Service: row[7],
		})
	}
	return figures
}

// Agrees says whether an exact value may be published as this figure. "Ruim" N is N or less than one step above it,
// "bijna" N less than or just one step below it, "meer dan" N above it by less than a step, "circa" N at most half a
// step away.
func (f PublishedFigure) Agrees(value int) bool {
	step := step(f.Value)
	switch f.Qualifier {
	case "ruim":
		return f.Value <= value && value < f.Value+step
	case "bijna":
		return f.Value-step <= value && value < f.Value
	case "meer_dan":
		return f.Value < value && value < f.Value+step
	case "circa":
		return 2*max(value-f.Value, f.Value-value) <= step
	}
	return value == f.Value
}

// step answers how coarsely a number was rounded: to the unit of its last digit that is not zero (150.000 to ten
// thousands), or to fives where a number without zeros ends in 5.
func step(n int) int {
	if n == 0 {
		return 1
	}
	if n%10 == 5 {
		return 5
	}
	unit := 1
	for n%(unit*10) == 0 {
		unit *= 10
	}
	return unit
}
