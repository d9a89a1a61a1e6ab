package edition

import (
	"google.golang.org/protobuf/proto"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// Changes answers what an edition makes different from the one before, in the order of its figures and then of those it does
// not have any more. It looks at nothing but what everybody reads, so it cannot tell more.
func Changes(before, now *reportingv1.Account) []*reportingv1.FigureChange {
	earlier := map[string]*reportingv1.Figure{}
	for _, f := range before.GetFigures() {
		earlier[f.GetIndicator()] = f
	}
	var list []*reportingv1.FigureChange
	for _, f := range now.GetFigures() {
		if c := change(earlier[f.GetIndicator()], f); c != nil {
			list = append(list, c)
		}
		delete(earlier, f.GetIndicator())
	}
	for _, f := range before.GetFigures() {
		if _, gone := earlier[f.GetIndicator()]; !gone {
			continue
		}
		if c := change(f, &reportingv1.Figure{Indicator: f.GetIndicator()}); c != nil {
			list = append(list, c)
		}
	}
	return list
}

// change answers what is different in a figure, nil where nothing is.
func change(before, now *reportingv1.Figure) *reportingv1.FigureChange {
	c := &reportingv1.FigureChange{
		Indicator: now.GetIndicator(), WordingBefore: before.GetWording(), Wording: now.GetWording(),
		ChangedParts: different(shown(before), shown(now)),
	}
	if before != nil && before.Value != nil {
		c.ValueBefore = proto.Int32(before.GetValue())
	}
	if now.Value != nil {
		c.Value = proto.Int32(now.GetValue())
	}
	sameValue := (c.ValueBefore == nil) == (c.Value == nil) && c.GetValueBefore() == c.GetValue()
	if sameValue && c.GetChangedParts() == 0 && c.GetWordingBefore() == c.GetWording() {
		return nil
	}
	return c
}

// part names a part of a figure.
type part struct{ by, key, other string }

// shown answers the parts of a figure that can be read.
func shown(f *reportingv1.Figure) map[part]int32 {
	values := map[part]int32{}
	if f == nil {
		return values
	}
	for _, l := range lists(f) {
		for _, p := range *l.parts {
			values[part{string(l.by), p.GetKey(), ""}] = p.GetValue()
		}
	}
	for _, b := range f.GetBreakdowns() {
		for _, c := range b.GetCells() {
			values[part{string(pair(b).Level()), c.GetKey(), c.GetOtherKey()}] = c.GetValue()
		}
	}
	return values
}

// different answers how many parts have another value, or can be read in one alone.
func different(before, now map[part]int32) (n int32) {
	for at, value := range now {
		if earlier, there := before[at]; !there || earlier != value {
			n++
		}
	}
	for at := range before {
		if _, there := now[at]; !there {
			n++
		}
	}
	return n
}
