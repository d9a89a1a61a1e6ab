package disclosure_test

import "math"

// programme is a linear programme in a dense tableau, solved by the simplex method with Bland's rule.
type programme struct {
	table [][]float64 // a row for each equation: the factors, then the bound
	basis []int       // the column that each row solves
	width int
}

// tolerance is how far from zero a computed zero can be.
const tolerance = 1e-7

// newProgramme answers one that is at a possible solution. There is one: the truth.
func newProgramme(a *attacker) *programme {
	rows := len(a.equal) + len(a.atMost)
	width := len(a.unknown) + len(a.atMost)
	p := &programme{width: width}
	for i := range rows {
		var e row
		line := make([]float64, width+rows+1)
		if i < len(a.equal) {
			e = a.equal[i]
		} else {
			e = a.atMost[i-len(a.equal)]
			line[len(a.unknown)+i-len(a.equal)] = 1
		}
		bound := e.bound
		for column, factor := range e.factors {
			line[column] = float64(factor)
			bound -= factor * a.floors[column]
		}
		line[width+rows] = float64(bound)
		if bound < 0 {
			for j := range line {
				line[j] = -line[j]
			}
		}
		line[width+i] = 1 // an artificial unknown, which the first phase drives out
		p.table, p.basis = append(p.table, line), append(p.basis, width+i)
	}
	p.start(rows)
	return p
}

// start drives the artificial unknowns to zero and then forbids them.
func (p *programme) start(rows int) {
	cost := make([]float64, p.width+rows)
	for i := range rows {
		cost[p.width+i] = 1
	}
	if p.minimise(cost, p.width+rows) > tolerance {
		panic("the truth is no solution")
	}
	for i, column := range p.basis {
		for j := 0; j < p.width && column >= p.width; j++ {
			if math.Abs(p.table[i][j]) > tolerance {
				p.pivot(i, j)
				break
			}
		}
	}
}

// least is the minimum of an unknown times a sign.
func (p *programme) least(column int, sign float64) float64 {
	cost := make([]float64, p.width+len(p.table))
	cost[column] = sign
	return p.minimise(cost, p.width)
}

// minimise answers the least cost, over columns below a limit.
func (p *programme) minimise(cost []float64, limit int) float64 {
	for {
		enter := -1
		for j := 0; j < limit && enter < 0; j++ {
			reduced := cost[j]
			for i, line := range p.table {
				reduced -= cost[p.basis[i]] * line[j]
			}
			if reduced < -tolerance {
				enter = j
			}
		}
		if enter < 0 {
			var sum float64
			for i, line := range p.table {
				sum += cost[p.basis[i]] * line[len(line)-1]
			}
			return sum
		}
		leave := p.leaving(enter)
		if leave < 0 {
			return math.Inf(-1)
		}
		p.pivot(leave, enter)
	}
}

func (p *programme) leaving(enter int) int {
	best, leave := math.Inf(1), -1
	for i, line := range p.table {
		if line[enter] <= tolerance {
			continue
		}
		ratio := line[len(line)-1] / line[enter]
		if ratio < best-tolerance || (ratio < best+tolerance && (leave < 0 || p.basis[i] < p.basis[leave])) {
			best, leave = ratio, i
		}
	}
	return leave
}

func (p *programme) pivot(row, column int) {
	by := p.table[row][column]
	for j := range p.table[row] {
		p.table[row][j] /= by
	}
	for i, line := range p.table {
		if factor := line[column]; i != row && factor != 0 {
			for j := range line {
				line[j] -= factor * p.table[row][j]
			}
		}
	}
	p.basis[row] = column
}
