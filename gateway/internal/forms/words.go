package forms

import (
	"fmt"
	"strings"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// withheldMark stands in the place of a number that is withheld, as in tables of CBS. Never 0, which is a number, and never
// nothing, which is a number that is not there.
const withheldMark = "."

const withheldText = "Een punt of het woord “afgeschermd” betekent: dit aantal is zo klein dat het iets over een persoon zou " +
	"kunnen zeggen, of dat een ander klein aantal ermee uit te rekenen is. Daarom staat het er niet. Het is geen nul: waar een " +
	"nul staat, is niets geregistreerd."

const distinctText = "Aantallen verschillende personen tellen niet op: wie in maart en in mei komt, telt in het jaar één keer. " +
	"De kwartalen lopen op: elk telt vanaf 1 januari."

var statusTexts = map[string]string{
	"not_recorded": "nog niet geregistreerd", statusNoData: "geen gegevens", "being_counted": "wordt geteld",
	statusWithheld: "afgeschermd",
}

var dimensionTexts = map[string]string{
	byYear: "jaar", byQuarter: "t/m kwartaal", byMonth: "maand", byStadsdeel: "stadsdeel", byWijk: "wijk", byAge: "leeftijd",
}

// dimensionText names a dimension, or a pair, in Dutch.
func dimensionText(dimension string) string {
	one, two, _ := strings.Cut(dimension, "_and_")
	if two == "" {
		return dimensionTexts[one]
	}
	return dimensionTexts[one] + " en " + dimensionTexts[two]
}

// signalText says how a figure stands beside its target. It is a word and no colour, for paper and for who sees none.
func signalText(s reportingv1.FigureSignal) string {
	switch s {
	case reportingv1.FigureSignal_FIGURE_SIGNAL_GREEN:
		return "gehaald"
	case reportingv1.FigureSignal_FIGURE_SIGNAL_AMBER:
		return "bijna gehaald"
	case reportingv1.FigureSignal_FIGURE_SIGNAL_RED:
		return "niet gehaald"
	}
	return ""
}

// signalShape is a shape for each signal, so that it does not hang on colour.
func signalShape(s reportingv1.FigureSignal) string {
	switch s {
	case reportingv1.FigureSignal_FIGURE_SIGNAL_GREEN:
		return "●"
	case reportingv1.FigureSignal_FIGURE_SIGNAL_AMBER:
		return "▲"
	case reportingv1.FigureSignal_FIGURE_SIGNAL_RED:
		return "■"
	}
	return ""
}

// targetText says what was agreed: "ten minste 1.200".
func targetText(t *reportingv1.FigureTarget) string {
	if t == nil {
		return ""
	}
	bound := "ten minste "
	if t.GetDirection() == reportingv1.TargetDirection_TARGET_DIRECTION_AT_MOST {
		bound = "ten hoogste "
	}
	return bound + web.Number(t.GetValue())
}

// monthName names the month of a key such as "2022-01"; a key of another form names itself.
func monthName(key string) string {
	t, err := time.Parse("2006-01", key)
	if err != nil {
		return key
	}
	name, _ := web.Month(t.Month())
	return name
}

// quarterName says up to when "2022-Q1" counts.
func quarterName(key string) string {
	_, quarter, _ := strings.Cut(key, "-Q")
	if len(quarter) != 1 || quarter < "1" || quarter > "4" {
		return key
	}
	name, _ := web.Month(time.Month(3 * (quarter[0] - '0')))
	return "t/m " + name
}

// periodName names the period of an explanation: "2022-Q1" or "2022".
func periodName(key string) string {
	if year, quarter, found := strings.Cut(key, "-Q"); found {
		return "kwartaal " + quarter + " van " + year
	}
	return key
}

// ageName names an age such as "13_to_17", "75_and_older" or "unknown".
func ageName(key string) string {
	if key == "unknown" {
		return "leeftijd onbekend"
	}
	if from, to, found := strings.Cut(key, "_to_"); found {
		return from + " t/m " + to + " jaar"
	}
	if from, found := strings.CutSuffix(key, "_and_older"); found {
		return from + " jaar en ouder"
	}
	return key
}

// wijkName names a wijk. A code that the map of the year does not have is shown with its edition, and not guessed.
func wijkName(p part) string {
	switch {
	case p.areaName != "":
		return p.areaName
	case p.areaMap != "":
		return fmt.Sprintf("%s (kaart van %s)", p.areaCode, p.areaMap)
	}
	return p.areaCode
}
