package edition

import (
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/enums"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// Public answers the account as everybody reads it: without what is withheld, and with the targets that only some read.
func (f Frozen) Public() *reportingv1.Account {
	a := proto.CloneOf(f.Account)
	for _, figure := range a.GetFigures() {
		f.hide(figure)
	}
	return a
}

// hide takes what is withheld off a figure.
func (f Frozen) hide(figure *reportingv1.Figure) {
	is := func(n domain.Number) bool {
		n.Indicator = figure.GetIndicator()
		return f.Withheld[n] != 0
	}
	whole := is(domain.Number{Level: domain.Whole})
	if whole {
		figure.Status, figure.Value = reportingv1.FigureStatus_FIGURE_STATUS_WITHHELD, nil
		figure.Wording, figure.Qualifier = "", reportingv1.Qualifier_QUALIFIER_UNSPECIFIED
	}
	for _, l := range lists(figure) {
		*l.parts = slices.DeleteFunc(*l.parts, func(p *reportingv1.FigurePart) bool {
			return is(domain.Number{Level: l.by.Alone(), Part: p.GetKey()})
		})
	}
	for _, b := range figure.GetBreakdowns() {
		b.Cells = slices.DeleteFunc(b.GetCells(), func(c *reportingv1.FigureCell) bool {
			return is(domain.Number{Level: pair(b).Level(), Part: c.GetKey(), Other: c.GetOtherKey()})
		})
	}
	figure.WithheldParts = f.parts(figure.GetIndicator())
	if len(figure.GetQuarters()) < len(f.quartersOf(figure.GetIndicator())) || whole {
		silence(figure)
	}
}

func (f Frozen) quartersOf(indicator string) []*reportingv1.FigurePart {
	for _, figure := range f.Account.GetFigures() {
		if figure.GetIndicator() == indicator {
			return figure.GetQuarters()
		}
	}
	return nil
}

// silence takes off how a figure stands beside its target where a number is withheld that it was found by: a number that is
// compared with a known one is half told.
func silence(figure *reportingv1.Figure) {
	target := figure.GetTarget()
	if target == nil {
		return
	}
	target.Signal = reportingv1.FigureSignal_FIGURE_SIGNAL_UNSPECIFIED
	target.Quarters = slices.DeleteFunc(target.GetQuarters(), func(q *reportingv1.FigureTargetQuarter) bool {
		return !slices.ContainsFunc(figure.GetQuarters(), func(p *reportingv1.FigurePart) bool { return p.GetKey() == q.GetKey() })
	})
}

// parts answers the parts of a figure that are withheld. The year as a whole is none, and nor is a rest that nothing shows.
func (f Frozen) parts(indicator string) []*reportingv1.WithheldPart {
	var list []*reportingv1.WithheldPart
	for _, n := range f.Withheld.Sorted() {
		if n.Indicator != indicator || n.Level == domain.Whole || n.Part == domain.Rest {
			continue
		}
		by := domain.Pair{domain.Dimension(n.Level)}
		if pairs := domain.ReadPairs(string(n.Level)); len(pairs) == 1 {
			by = pairs[0]
		}
		list = append(list, &reportingv1.WithheldPart{
			Dimension: dimension(by[0]), Key: n.Part, OtherDimension: dimension(by[1]), OtherKey: n.Other,
		})
	}
	return list
}

func dimension(d domain.Dimension) reportingv1.FigureDimension {
	return enums.Value[reportingv1.FigureDimension](string(d))
}

// Basic takes the parts off the figures of an account.
func Basic(a *reportingv1.Account) {
	a.Areas = nil
	for _, f := range a.GetFigures() {
		for _, l := range lists(f) {
			*l.parts = nil
		}
		f.Breakdowns, f.WithheldParts = nil, nil
	}
}

// WithoutTargets takes off what was agreed with the city, which is not for everybody.
func WithoutTargets(a *reportingv1.Account) {
	for _, f := range a.GetFigures() {
		f.Target = nil
	}
}
