package domain

import "github.com/deschoor/meedoen/platform/civil"

// Signal says how a figure stands beside what is expected of it (stoplicht).
type Signal string

// The signals.
const (
	// NoSignal: no quarter has ended, or there is no value.
	NoSignal Signal = ""
	// Green: reached.
	Green Signal = "green"
	// Amber: nearly reached, within the margin of the target.
	Amber Signal = "amber"
	// Red: not reached.
	Red Signal = "red"
)

// Signal answers how a value stands beside what is expected of it.
func (t Target) Signal(expected, value int64) Signal {
	margin := int64(defaultMargin)
	if t.Margin != nil {
		margin = *t.Margin
	}
	// In hundredths, so that no margin is rounded.
	reached, nearly := value >= expected, 100*value >= (100-margin)*expected
	if t.Direction == AtMost {
		reached, nearly = value <= expected, 100*value <= (100+margin)*expected
	}
	switch {
	case reached:
		return Green
	case nearly:
		return Amber
	}
	return Red
}

// Standing is how a figure stood at the end of a quarter.
type Standing struct {
	// Quarter is which, 1 to 4; Expected the value that was expected by then.
	Quarter  int
	Expected int64
	Signal   Signal
}

// Standings answers how the figure of a year stood beside a target at the end of each quarter that is over today.
func (f *Figure) Standings(t Target, year int, today civil.Date) []Standing {
	list := make([]Standing, EndedQuarters(year, today))
	for i := range list {
		list[i] = Standing{Quarter: i + 1, Expected: t.Expected(i + 1)}
		switch {
		case f.Status != Recorded:
		case i+1 == quarters:
			list[i].Signal = t.Signal(t.Value, f.Value)
		case len(f.Quarters) > 0:
			list[i].Signal = t.Signal(list[i].Expected, f.Quarters[i])
		}
	}
	return list
}
