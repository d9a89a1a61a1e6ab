package radar

import (
	"fmt"
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

// look is how the measure of a moment looks.
type look struct {
	moment      domain.OutcomeMoment
	name, short string
	colour      string
	dashes      string
	stroke      int
	opacity     string // of what is inside
}

// looks answers how measures look, in the order of a trajectory.
func looks() []look {
	return []look{
		{domain.AtStart, "Beginmeting", "Begin", "#9c3a00", ` stroke-dasharray="18 10"`, 4, "0"},
		{domain.OnTheWay, "Tussenmeting", "Tussen", "#5c2d91", ` stroke-dasharray="3 8" stroke-linecap="round"`, 5, "0"},
		{domain.AtEnd, "Eindmeting", "Eind", "#00558c", "", 5, "0.1"},
	}
}

// words are those of an instrument.
type words struct {
	name, scale, dimension string
	step                   int                 // from one ring to the next
	labels                 map[string][]string // of each dimension, in lines
}

// label answers the label of a dimension on one line. A word that is broken is whole there.
func (w words) label(dimension string) string {
	return strings.ReplaceAll(strings.Join(w.labels[dimension], " "), "- ", "")
}

// wordsOf answers the words of an instrument: names of its parts, and none of its statements, which are of its owner.
func wordsOf(instrument domain.OutcomeInstrument) words {
	if instrument == domain.PositiveHealth {
		return words{
			name: "Positieve Gezondheid", scale: "0 tot 10, hoe hoger hoe beter", dimension: "Dimensie", step: 2,
			labels: map[string][]string{
				"bodily_functions":  {"Lichaamsfuncties"},
				"mental_well_being": {"Mentaal", "welbevinden"},
				"meaningfulness":    {"Zingeving"},
				"quality_of_life":   {"Kwaliteit van leven"},
				"participation":     {"Meedoen"},
				"daily_functioning": {"Dagelijks", "functioneren"},
			},
		}
	}
	return words{
		name: "Zelfredzaamheid-Matrix", scale: "1 = acute problematiek, 5 = volledig zelfredzaam",
		dimension: "Domein", step: 1,
		labels: map[string][]string{
			"finances":             {"Financiën"},
			"work_and_education":   {"Werk en", "opleiding"},
			"time_use":             {"Tijdsbesteding"},
			"housing":              {"Huisvesting"},
			"domestic_relations":   {"Huiselijke", "relaties"},
			"mental_health":        {"Geestelijke", "gezondheid"},
			"physical_health":      {"Lichamelijke", "gezondheid"},
			"substance_use":        {"Middelen-", "gebruik"},
			"basic_adl":            {"Basale ADL"},
			"instrumental_adl":     {"Instrumentele", "ADL"},
			"social_network":       {"Sociaal", "netwerk"},
			"social_participation": {"Maatschappelijke", "participatie"},
			"justice":              {"Justitie"},
		},
	}
}

// dutchDate answers a date as people write it.
func dutchDate(d civil.Date) string {
	months := []string{
		"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
	}
	return fmt.Sprintf("%d %s %d", d.Day, months[d.Month-1], d.Year)
}
