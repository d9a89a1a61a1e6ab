package config

import (
	"fmt"
	"strings"
)

// Problem is one thing that is wrong with a configuration.
type Problem struct {
	// Key is the dotted key, relative to the struct whose Validate answers it; the loader puts the rest before it. It
	// may be empty where a rule is about several keys or the whole.
	Key string
	// Origin is where the value came from, "file /etc/x.yaml"; the loader fills it in.
	Origin string
	// Text says in a few words what is wrong or wanted. Never a secret's value.
	Text string
}

// String answers the problem on one line.
func (p Problem) String() string {
	switch {
	case p.Key == "" && p.Origin == "":
		return p.Text
	case p.Key == "":
		return fmt.Sprintf("%s: %s", p.Origin, p.Text)
	case p.Origin == "":
		return fmt.Sprintf("%s: %s", p.Key, p.Text)
	}
	return fmt.Sprintf("%s (%s): %s", p.Key, p.Origin, p.Text)
}

// Check answers the problem with the value of key that err tells, and none where err is nil.
func Check(key string, err error) []Problem {
	if err == nil {
		return nil
	}
	return []Problem{{Key: key, Text: err.Error()}}
}

// Validator is a struct of the configuration with rules of its own.
type Validator interface {
	// Validate answers everything that is wrong, with keys relative to the struct.
	Validate() []Problem
}

// Error is everything that is wrong with a configuration; there is at least one problem.
type Error struct {
	Problems []Problem
}

// Error answers the problems, one a line.
func (e *Error) Error() string {
	lines := []string{"1 problem in the configuration"}
	if len(e.Problems) > 1 {
		lines[0] = fmt.Sprintf("%d problems in the configuration", len(e.Problems))
	}
	for _, p := range e.Problems {
		lines = append(lines, "  "+p.String())
	}
	return strings.Join(lines, "\n")
}

// nearest answers the candidate that looks most like word, or nothing where none is near enough to be a slip.
func nearest(word string, candidates []string) string {
	best, least := "", len(word)/3+2
	for _, c := range candidates {
		if d := distance(word, c); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance is Levenshtein's: the least number of inserted, removed and replaced bytes between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// didYouMean answers "text; did you mean x?", or text alone where no candidate is near.
func didYouMean(text, word string, candidates []string) string {
	if near := nearest(word, candidates); near != "" {
		return fmt.Sprintf("%s; did you mean %s?", text, near)
	}
	return text
}
