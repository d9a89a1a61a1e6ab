package page

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// signalView is how a figure stands beside its target: a word, and the class whose shape and colour only repeat it.
type signalView struct {
	Class string
	Word  string
}

var (
	reached       = signalView{"reached", "gehaald"}
	nearlyReached = signalView{"nearly", "bijna gehaald"}
	notReached    = signalView{"missed", "niet gehaald"}

	signalsInOrder = []signalView{reached, nearlyReached, notReached}
)

// signalOf answers nil where no signal was given.
func signalOf(s reportingv1.FigureSignal) *signalView {
	switch s {
	case reportingv1.FigureSignal_FIGURE_SIGNAL_GREEN:
		return &reached
	case reportingv1.FigureSignal_FIGURE_SIGNAL_AMBER:
		return &nearlyReached
	case reportingv1.FigureSignal_FIGURE_SIGNAL_RED:
		return &notReached
	}
	return nil
}

// targetView is what was agreed with the city about a figure.
type targetView struct {
	Words  string // "ten minste 900"
	Signal *signalView
	Moment string // when the signal is of, where the year has not ended: "na kwartaal 2"
	Source string
}

func targetOf(t *reportingv1.FigureTarget) *targetView {
	if t == nil {
		return nil
	}
	v := &targetView{
		Words: directed(t.GetDirection(), t.GetValue()), Signal: signalOf(t.GetSignal()), Source: t.GetSource(),
	}
	if n := len(t.GetQuarters()); v.Signal != nil && n > 0 && n < quartersOfYear {
		v.Moment = "na " + strings.ToLower(quarterName(t.GetQuarters()[n-1].GetKey()))
	}
	return v
}

func directed(d reportingv1.TargetDirection, value int32) string {
	switch d {
	case reportingv1.TargetDirection_TARGET_DIRECTION_AT_LEAST:
		return "ten minste " + web.Number(value)
	case reportingv1.TargetDirection_TARGET_DIRECTION_AT_MOST:
		return "ten hoogste " + web.Number(value)
	}
	return web.Number(value)
}

const quartersOfYear = 4

// quarterName names the quarter of a key such as "2022-Q1"; a key of another form names itself.
func quarterName(key string) string {
	if _, number, ok := strings.Cut(key, "-Q"); ok {
		return "Kwartaal " + number
	}
	return key
}

// quarterOf answers the year and the quarter of a key such as "2022-Q1", or false.
func quarterOf(key string) (year, quarter int, ok bool) {
	y, q, found := strings.Cut(key, "-Q")
	year, yearErr := strconv.Atoi(y)
	quarter, quarterErr := strconv.Atoi(q)
	return year, quarter, found && yearErr == nil && quarterErr == nil && quarter >= 1 && quarter <= quartersOfYear
}

// yearPeriod is the period of an explanation of the year as a whole.
func yearPeriod(year int32) string { return fmt.Sprintf("%d", year) }
