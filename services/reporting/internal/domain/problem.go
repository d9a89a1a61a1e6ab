package domain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong in a catalogue.
type Problem struct {
	// Line is where in the file, 1 for the first line; 0 for what is no YAML, where Text names the line.
	Line int
	// Path is where in the catalogue, such as "indicators[3].filter"; empty for the file as a whole.
	Path string
	// Text says what is wrong.
	Text string
}

// String answers the problem on one line, as "line 6: indicators[0].theme: there is no theme \"x\"".
func (p Problem) String() string {
	var b strings.Builder
	if p.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", p.Line)
	}
	if p.Path != "" {
		b.WriteString(p.Path + ": ")
	}
	b.WriteString(p.Text)
	return b.String()
}

// Problems are all the things that are wrong in a catalogue, in the order of the file.
type Problems []Problem

// Error answers a line for each problem.
func (p Problems) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the catalogue has %d problems:", len(p))
	for _, one := range p {
		b.WriteString("\n  " + one.String())
	}
	return b.String()
}

// inOrder answers the problems in the order of the file, each once.
func (p Problems) inOrder() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), strings.Compare(a.Path, b.Path), strings.Compare(a.Text, b.Text))
	})
	return slices.Compact(p)
}
