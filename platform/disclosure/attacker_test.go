package disclosure_test

import (
	"math/big"

	"github.com/deschoor/meedoen/platform/disclosure"
)

// attacker has what is shown and the relations, and works out what is not. It shares no code or idea with what it attacks.
type attacker struct {
	unknown map[disclosure.Key]int // its column
	floors  []int64                // the least that each unknown can be
	equal   []row
	atMost  []row
	solved  *programme
}

// row is a linear expression of the unknown that equals its bound, or is at most that.
type row struct {
	factors map[int]int64
	bound   int64
}

// attack reads an edition of which some keys are withheld, each of which is at least a floor.
func attack(t disclosure.Tables, withheld map[disclosure.Key]int64) *attacker {
	a := &attacker{unknown: map[disclosure.Key]int{}}
	shown := map[disclosure.Key]int64{}
	for _, c := range t.Cells {
		if floor, is := withheld[c.Key]; is {
			a.unknown[c.Key] = len(a.unknown)
			a.floors = append(a.floors, floor)
		} else {
			shown[c.Key] = c.Count
		}
	}
	for _, r := range t.Relations {
		a.relate(r, shown)
	}
	return a
}

func (a *attacker) relate(r disclosure.Relation, shown map[disclosure.Key]int64) {
	express := func(plus, minus []disclosure.Key) row {
		e := row{factors: map[int]int64{}}
		for sign, keys := range map[int64][]disclosure.Key{1: plus, -1: minus} {
			for _, key := range keys {
				if column, is := a.unknown[key]; is {
					e.factors[column] += sign
				} else {
					e.bound -= sign * shown[key]
				}
			}
		}
		return e
	}
	total := []disclosure.Key{r.Total}
	if r.Kind == disclosure.Sum {
		a.equal = append(a.equal, express(total, r.Parts))
		return
	}
	a.atMost = append(a.atMost, express(total, r.Parts))
	for _, p := range r.Parts {
		a.atMost = append(a.atMost, express([]disclosure.Key{p}, total))
	}
}

// derives says whether the equations alone fix what is behind a key: whether its unit vector is in their row space.
func (a *attacker) derives(key disclosure.Key) bool {
	width := len(a.unknown)
	var rows [][]*big.Rat
	for _, e := range a.equal {
		rows = append(rows, dense(e.factors, width))
	}
	unit := dense(map[int]int64{a.unknown[key]: 1}, width)
	return rank(rows) == rank(append(rows, unit))
}

func dense(factors map[int]int64, width int) []*big.Rat {
	line := make([]*big.Rat, width)
	for i := range line {
		line[i] = new(big.Rat).SetInt64(factors[i])
	}
	return line
}

// rank is by Gaussian elimination in fractions.
func rank(rows [][]*big.Rat) int {
	work := make([][]*big.Rat, len(rows))
	for i, line := range rows {
		for _, x := range line {
			work[i] = append(work[i], new(big.Rat).Set(x))
		}
	}
	found := 0
	for column := 0; len(work) > 0 && column < len(work[0]) && found < len(work); column++ {
		pivot := -1
		for i := found; i < len(work) && pivot < 0; i++ {
			if work[i][column].Sign() != 0 {
				pivot = i
			}
		}
		if pivot < 0 {
			continue
		}
		work[found], work[pivot] = work[pivot], work[found]
		for i := found + 1; i < len(work); i++ {
			subtract(work[i], work[found], column)
		}
		found++
	}
	return found
}

// subtract makes the entry of line in a column zero.
func subtract(line, by []*big.Rat, column int) {
	if line[column].Sign() == 0 {
		return
	}
	factor := new(big.Rat).Quo(line[column], by[column])
	for i := column; i < len(line); i++ {
		line[i].Sub(line[i], new(big.Rat).Mul(factor, by[i]))
	}
}

// bounds are the least and most that can be behind a key, by linear programming.
func (a *attacker) bounds(key disclosure.Key) (low, high float64) {
	if a.solved == nil {
		a.solved = newProgramme(a)
	}
	p := a.solved
	column := a.unknown[key]
	floor := float64(a.floors[column])
	return floor + p.least(column, 1), floor - p.least(column, -1)
}
