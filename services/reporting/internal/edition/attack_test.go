package edition_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/disclosure"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/edition"
)

// reader has what everybody reads of some editions, and works out what they do not show. It shares nothing with what it attacks
// but what a figure is: months make a year, wijken a district, and who is in two parts counts once.
type reader struct {
	at     map[string]int // the column of each number that is not shown
	floor  []int64        // the least that it can be
	truth  []int64
	equal  []line // of which the terms add up to the bound
	atMost []line // or to at most that
}

// line is terms of numbers that are not shown, and what those that are leave for them.
type line struct {
	terms map[int]int64
	bound int64
}

// number is one number of an edition, as the reader has it: known, or a column.
type number struct {
	known  bool
	value  int64
	column int
}

func newReader() *reader { return &reader{at: map[string]int{}} }

func (r *reader) unknown(name string, truth, floor int64) number {
	column, there := r.at[name]
	if !there {
		column = len(r.truth)
		r.at[name], r.truth, r.floor = column, append(r.truth, truth), append(r.floor, floor)
	}
	r.floor[column] = max(r.floor[column], floor)
	return number{value: truth, column: column}
}

func (l *line) add(n number, sign int64) {
	if n.known {
		l.bound -= sign * n.value
		return
	}
	l.terms[n.column] += sign
}

// relate says that parts make a total. What is in none of them the reader does not know, but that it is nothing where it is.
func (r *reader) relate(name string, sum bool, total number, parts []number) {
	rest := total.value
	for _, p := range parts {
		rest -= p.value
	}
	if rest > 0 {
		parts = append(parts[:len(parts):len(parts)], r.unknown("rest of "+name, rest, 0))
	}
	whole := line{terms: map[int]int64{}}
	whole.add(total, 1)
	for _, p := range parts {
		whole.add(p, -1)
		if !sum {
			one := line{terms: map[int]int64{}}
			one.add(p, 1)
			one.add(total, -1)
			r.atMost = append(r.atMost, one)
		}
	}
	if sum {
		r.equal = append(r.equal, whole)
	} else {
		r.atMost = append(r.atMost, whole)
	}
}

// read reads a figure of an edition. Number answers what it has of each number of the truth.
func (r *reader) read(name string, f *reportingv1.Figure, areas []*reportingv1.AccountArea, at func(domain.Number, int32) number) {
	sum := f.GetIndicator() == "visits"
	list := func(d domain.Dimension, parts []*reportingv1.FigurePart) (all []number) {
		for _, p := range parts {
			all = append(all, at(domain.Number{Level: d.Alone(), Part: p.GetKey()}, p.GetValue()))
		}
		return all
	}
	whole := at(domain.Number{Level: domain.Whole}, f.GetValue())
	months, quarters := list(domain.ByMonth, f.GetMonths()), list(domain.ByQuarter, f.GetQuarters())
	districts, wijken := list(domain.ByStadsdeel, f.GetStadsdelen()), list(domain.ByWijk, f.GetWijken())
	ages := list(domain.ByAgeBand, f.GetAgeBands())
	for part, parts := range map[string][]number{"months": months, "districts": districts, "wijken": wijken, "ages": ages} {
		r.relate(name+part, sum, whole, parts)
	}
	for q, total := range quarters {
		parts := months[3*q : 3*q+3]
		if q > 0 {
			parts = append(parts[:3:3], quarters[q-1])
		}
		r.relate(fmt.Sprint(name, "quarter", q), sum, total, parts)
	}
	r.relate(name+"last quarter", true, whole, quarters[3:])
	stadsdeelOf := map[string]string{}
	for _, a := range areas {
		stadsdeelOf[a.GetKey()] = a.GetStadsdeel()
	}
	columns := map[string][]number{}
	for d, total := range districts {
		var under, row []number
		for w, p := range f.GetWijken() {
			if stadsdeelOf[p.GetKey()] == f.GetStadsdelen()[d].GetKey() {
				under = append(under, wijken[w])
			}
		}
		r.relate(fmt.Sprint(name, "district", d), sum, total, under)
		for _, c := range f.GetBreakdowns()[0].GetCells() {
			if c.GetKey() == f.GetStadsdelen()[d].GetKey() {
				n := at(domain.Number{Level: "stadsdeel age_band", Part: c.GetKey(), Other: c.GetOtherKey()}, c.GetValue())
				row, columns[c.GetOtherKey()] = append(row, n), append(columns[c.GetOtherKey()], n)
			}
		}
		r.relate(fmt.Sprint(name, "row", d), sum, total, row)
	}
	for i, total := range ages {
		r.relate(fmt.Sprint(name, "column", i), sum, total, columns[f.GetAgeBands()[i].GetKey()])
	}
}

// derived answers the columns that the equations fix, by elimination in fractions: those whose row has nothing else.
func (r *reader) derived() map[int]bool {
	rows := make([][]*big.Rat, len(r.equal))
	for i, e := range r.equal {
		rows[i] = make([]*big.Rat, len(r.truth))
		for c := range rows[i] {
			rows[i][c] = new(big.Rat).SetInt64(e.terms[c])
		}
	}
	fixed, done := map[int]bool{}, 0
	for c := 0; c < len(r.truth) && done < len(rows); c++ {
		pivot := done
		for pivot < len(rows) && rows[pivot][c].Sign() == 0 {
			pivot++
		}
		if pivot == len(rows) {
			continue
		}
		rows[done], rows[pivot] = rows[pivot], rows[done]
		for i := range rows {
			if i != done && rows[i][c].Sign() != 0 {
				factor := new(big.Rat).Quo(rows[i][c], rows[done][c])
				for k := range rows[i] {
					rows[i][k].Sub(rows[i][k], new(big.Rat).Mul(factor, rows[done][k]))
				}
			}
		}
		done++
	}
	for _, row := range rows[:done] {
		var left []int
		for c, x := range row {
			if x.Sign() != 0 {
				left = append(left, c)
			}
		}
		if len(left) == 1 {
			fixed[left[0]] = true
		}
	}
	return fixed
}

// bounds answers the least and most that each number can be, from one line after the other until none tells more.
func (r *reader) bounds() (low, high []int64) {
	low, high = append([]int64{}, r.floor...), make([]int64, len(r.truth))
	for c := range high {
		high[c] = math.MaxInt32
	}
	lines := append([]line{}, r.atMost...)
	for _, e := range r.equal {
		back := line{terms: map[int]int64{}, bound: -e.bound}
		for c, factor := range e.terms {
			back.terms[c] = -factor
		}
		lines = append(lines, e, back)
	}
	for changed, round := true, 0; changed && round < 200; round++ {
		changed = false
		for _, l := range lines {
			changed = l.tighten(low, high) || changed
		}
	}
	return low, high
}

// tighten finds out more from terms that add up to at most the bound.
func (l line) tighten(low, high []int64) (changed bool) {
	for c, factor := range l.terms {
		left := l.bound
		for other, by := range l.terms {
			switch {
			case other == c || by == 0:
			case by > 0:
				left -= by * low[other]
			default:
				left -= by * high[other]
			}
		}
		if factor > 0 && left < high[c] {
			high[c], changed = left, true
		}
		if factor < 0 && -left > low[c] {
			low[c], changed = -left, true
		}
	}
	return changed
}

// floorOf is the least that a number can be that was withheld for a reason: only where zeros went too it can be one.
func floorOf(why disclosure.Reason) int64 {
	if why >= disclosure.Coarse {
		return 0
	}
	return 1
}

// asked answers a figure with every part that an edition names: those it shows, and those it says are withheld, of which some
// are zero.
func asked(truth *reportingv1.Account, public *reportingv1.Figure) *reportingv1.Figure {
	i := slices.IndexFunc(truth.GetFigures(), func(f *reportingv1.Figure) bool { return f.GetIndicator() == public.GetIndicator() })
	f := proto.CloneOf(truth.GetFigures()[i])
	for _, w := range public.GetWithheldParts() {
		switch w.GetDimension() {
		case reportingv1.FigureDimension_FIGURE_DIMENSION_WIJK:
			f.Wijken = with(f.GetWijken(), w.GetKey())
		case reportingv1.FigureDimension_FIGURE_DIMENSION_AGE_BAND:
			f.AgeBands = with(f.GetAgeBands(), w.GetKey())
		case reportingv1.FigureDimension_FIGURE_DIMENSION_STADSDEEL:
			if w.GetOtherKey() == "" {
				f.Stadsdelen = with(f.GetStadsdelen(), w.GetKey())
				continue
			}
			cells := &f.GetBreakdowns()[0].Cells
			if !slices.ContainsFunc(*cells, func(c *reportingv1.FigureCell) bool {
				return c.GetKey() == w.GetKey() && c.GetOtherKey() == w.GetOtherKey()
			}) {
				*cells = append(*cells, &reportingv1.FigureCell{Key: w.GetKey(), OtherKey: w.GetOtherKey()})
			}
		}
	}
	return f
}

// with answers parts with a zero for key, where it is not among them.
func with(parts []*reportingv1.FigurePart, key string) []*reportingv1.FigurePart {
	if slices.ContainsFunc(parts, func(p *reportingv1.FigurePart) bool { return p.GetKey() == key }) {
		return parts
	}
	return append(parts, &reportingv1.FigurePart{Key: key})
}

// attack reads editions. A number that did not change between two is taken to be one, and of one that did the reader knows which
// way, also of those that are not shown but for the sake of others: so it has more than anybody can have.
func attack(editions ...edition.Frozen) *reader {
	r := newReader()
	shown := map[string]int64{}
	names := func(n domain.Number, value int32) string { return fmt.Sprint(n, "=", value) }
	each := func(do func(e int, frozen edition.Frozen, f *reportingv1.Figure)) {
		for e, frozen := range editions {
			for _, f := range frozen.Public().GetFigures() {
				do(e, frozen, asked(frozen.Account, f))
			}
		}
	}
	visit := func(look func(e int, frozen edition.Frozen, n domain.Number, value int32) number) {
		each(func(e int, frozen edition.Frozen, f *reportingv1.Figure) {
			into := r
			into.read(fmt.Sprint(e, f.GetIndicator()), f, frozen.Account.GetAreas(), func(n domain.Number, value int32) number {
				n.Indicator = f.GetIndicator()
				return look(e, frozen, n, value)
			})
		})
	}
	real := r
	r = newReader()
	visit(func(_ int, frozen edition.Frozen, n domain.Number, value int32) number { // first what any of them shows
		if frozen.Withheld[n] == 0 {
			shown[names(n, value)] = int64(value)
		}
		return number{known: true, value: int64(value)}
	})
	r = real
	before := map[domain.Number]number{}
	visit(func(e int, frozen edition.Frozen, n domain.Number, value int32) number {
		if frozen.Withheld[n] == domain.LeftOut { // all of its level went, and nobody sees whether it changed
			return r.unknown(fmt.Sprint(e, n), int64(value), 0)
		}
		now := number{known: true, value: int64(value)}
		if _, is := shown[names(n, value)]; !is {
			now = r.unknown(names(n, value), int64(value), floorOf(frozen.Withheld[n]))
		}
		if earlier, there := before[n]; there && earlier.value < now.value {
			r.relate(fmt.Sprint("more of ", n, earlier.value, now.value), true, now, []number{earlier})
		}
		before[n] = now
		return now
	})
	return r
}

// cracked answers the small numbers that a reader finds out, or nearly.
func (r *reader) cracked() (names []string) {
	fixed := r.derived()
	low, high := r.bounds()
	for name, c := range r.at {
		if r.truth[c] == 0 || r.truth[c] >= 10 {
			continue
		}
		if fixed[c] || high[c] < 10 || high[c]-low[c] < 9 {
			names = append(names, fmt.Sprintf("%s: %d to %d", name, low[c], high[c]))
		}
	}
	return names
}

func TestNobodyWorksOutASmallNumberOfTwoEditions(t *testing.T) {
	published, restated := 0, 0
	for seed := range uint64(12) {
		for _, n := range []int{12, 60, 250, 1500} {
			visits := year(seed, n)
			first, err := freeze(t, account(visits))
			require.NoError(t, err)
			require.Empty(t, attack(first).cracked(), "seed %d, %d visits", seed, n)
			published++
			late := append(visits, year(seed+100, []int{1, 4, 30}[seed%3])...)
			second, err := freeze(t, account(late), first)
			var exposed *disclosure.ExposedError
			if errors.As(err, &exposed) {
				continue
			}
			require.NoError(t, err)
			require.Empty(t, attack(first, second).cracked(), "seed %d, %d visits, two editions", seed, n)
			restated++
		}
	}
	require.Greater(t, restated, published*9/10, "the rule must let editions through")
}

// The reader must be able to succeed, or its failure would mean nothing.
func TestReaderWorksOutWhatIsOnlyLeftOut(t *testing.T) {
	small := func(f edition.Frozen) edition.Frozen {
		for n, why := range f.Withheld {
			if why == disclosure.Complement {
				delete(f.Withheld, n)
			}
		}
		return f
	}
	found, between := 0, 0
	for seed := range uint64(6) {
		visits := year(seed, 250)
		first, err := freeze(t, account(visits))
		require.NoError(t, err)
		second, err := freeze(t, account(append(visits, year(seed+100, 4)...))) // as if it were the first
		require.NoError(t, err)
		between += len(attack(first, second).cracked())
		found += len(attack(small(first)).cracked())
	}
	require.NotZero(t, found, "one number that is left out follows from its total")
	require.NotZero(t, between, "and few who came late from two editions")
}
