package forms

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/gateway/internal/page"
	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// part is the value of a figure for the year, or for a part of the year, of the city or of the persons.
type part struct {
	dimension string // "year", "month", or two as "stadsdeel_and_age_band"
	key       string
	otherKey  string
	period    string // "2022", "2022-Q1" for what was counted up to the end of that quarter, or "2022-03"
	stadsdeel string
	areaCode  string // of a wijk: "WK003401"
	areaMap   string // the edition of the map that has the code: "2022"
	areaName  string
	ageBand   string
	status    string
	value     *int32 // nil unless recorded
}

// The dimensions that are not pairs.
const (
	byYear      = "year"
	byQuarter   = "year_to_quarter" // not "quarter": these add up to more than the year
	byMonth     = "month"
	byStadsdeel = "stadsdeel"
	byWijk      = "wijk"
	byAge       = "age_band"
)

var dimensionNames = map[reportingv1.FigureDimension]string{
	reportingv1.FigureDimension_FIGURE_DIMENSION_QUARTER:   byQuarter,
	reportingv1.FigureDimension_FIGURE_DIMENSION_MONTH:     byMonth,
	reportingv1.FigureDimension_FIGURE_DIMENSION_STADSDEEL: byStadsdeel,
	reportingv1.FigureDimension_FIGURE_DIMENSION_WIJK:      byWijk,
	reportingv1.FigureDimension_FIGURE_DIMENSION_AGE_BAND:  byAge,
}

// partsOf answers all parts of f in their order.
func (d *Document) partsOf(f *reportingv1.Figure) []part {
	year := d.newPart(byYear, "", "", "")
	year.status, year.key = status(f), year.period
	if year.status == statusRecorded {
		year.value = f.Value
	}
	all := []part{year}
	lists := []struct {
		dimension string
		parts     []*reportingv1.FigurePart
	}{
		{byQuarter, f.GetQuarters()}, {byMonth, f.GetMonths()}, {byStadsdeel, f.GetStadsdelen()}, {byWijk, f.GetWijken()},
		{byAge, f.GetAgeBands()},
	}
	var rest []part
	for _, l := range lists {
		for _, p := range l.parts {
			rest = append(rest, d.shown(l.dimension, p.GetKey(), "", "", p.GetValue()))
		}
	}
	for _, b := range f.GetBreakdowns() {
		one, two := dimensionNames[b.GetDimension()], dimensionNames[b.GetOtherDimension()]
		for _, c := range b.GetCells() {
			rest = append(rest, d.shown(one, c.GetKey(), two, c.GetOtherKey(), c.GetValue()))
		}
	}
	for _, w := range f.GetWithheldParts() {
		p := d.newPart(dimensionNames[w.GetDimension()], w.GetKey(), dimensionNames[w.GetOtherDimension()], w.GetOtherKey())
		p.status = statusWithheld
		rest = append(rest, p)
	}
	slices.SortStableFunc(rest, compareParts)
	return append(all, rest...)
}

func (d *Document) shown(dimension, key, other, otherKey string, value int32) part {
	p := d.newPart(dimension, key, other, otherKey)
	p.status, p.value = statusRecorded, &value
	return p
}

// newPart answers the part that the keys name, without a value.
func (d *Document) newPart(dimension, key, other, otherKey string) part {
	p := part{dimension: dimension, key: key, otherKey: otherKey, period: fmt.Sprint(d.account.GetYear())}
	d.locate(&p, dimension, key)
	if other != "" {
		p.dimension += "_and_" + other
		d.locate(&p, other, otherKey)
	}
	return p
}

// locate says in p where a key of a dimension is.
func (d *Document) locate(p *part, dimension, key string) {
	switch dimension {
	case byQuarter, byMonth:
		p.period = key
	case byStadsdeel:
		p.stadsdeel = key
		p.areaName = page.DistrictName(d.about.City, key)
	case byWijk:
		area := d.areas[key]
		p.areaMap, p.areaCode, _ = strings.Cut(key, ":")
		if p.areaCode == "" { // no edition before it
			p.areaMap, p.areaCode = "", key
		}
		p.areaName = area.GetDisplayName()
		if p.stadsdeel == "" {
			p.stadsdeel = area.GetStadsdeel()
		}
	case byAge:
		p.ageBand = key
	}
}

var dimensionOrder = []string{byYear, byQuarter, byMonth, byStadsdeel, byWijk, byAge}

func compareParts(a, b part) int {
	return cmp.Or(
		cmp.Compare(dimensionRank(a.dimension), dimensionRank(b.dimension)), cmp.Compare(a.dimension, b.dimension),
		compareKeys(a.key, b.key), compareKeys(a.otherKey, b.otherKey),
	)
}

func dimensionRank(dimension string) int {
	if i := slices.Index(dimensionOrder, dimension); i >= 0 {
		return i
	}
	return len(dimensionOrder)
}

// compareKeys puts ages in their order, "4_to_12" before "13_to_17" and what is unknown last; other keys are in the order of
// their letters.
func compareKeys(a, b string) int { return cmp.Or(cmp.Compare(ageOf(a), ageOf(b)), cmp.Compare(a, b)) }

func ageOf(key string) int {
	first, _, isAge := strings.Cut(key, "_")
	if n, err := strconv.Atoi(first); isAge && err == nil {
		return n
	}
	if key == "unknown" {
		return math.MaxInt
	}
	return 0
}

// text answers the value as the pages write numbers, or why there is none in the place of a number.
func (p part) text() string {
	switch {
	case p.value != nil:
		return web.Number(*p.value)
	case p.status == statusWithheld:
		return withheldMark
	}
	return ""
}

// name answers what p is a part by, in Dutch: "maart", "Almere Haven", "13 t/m 17 jaar".
func (p part) name() string {
	switch p.dimension {
	case byQuarter:
		return quarterName(p.key)
	case byMonth:
		return monthName(p.key)
	case byStadsdeel:
		return p.areaName
	case byWijk:
		return wijkName(p)
	case byAge:
		return ageName(p.key)
	}
	return p.key
}
