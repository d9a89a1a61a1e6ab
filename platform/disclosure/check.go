package disclosure

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// InconsistentError is a relation that does not hold among the counts given, or cannot be read.
type InconsistentError struct {
	// Edition is empty for the new one.
	Edition string
	// Relation is its name.
	Relation string
	// Text says what is wrong. It tells no count: they may be small.
	Text string
}

// Error names the relation.
func (e *InconsistentError) Error() string {
	if e.Edition == "" {
		return fmt.Sprintf("relation %q: %s", e.Relation, e.Text)
	}
	return fmt.Sprintf("edition %q: relation %q: %s", e.Edition, e.Relation, e.Text)
}

// checkCells answers the counts by key, and all that is wrong with them.
func (t Tables) checkCells(edition string) (map[Key]int64, []error) {
	var wrong []error
	counts := make(map[Key]int64, len(t.Cells))
	for _, c := range t.Cells {
		_, twice := counts[c.Key]
		switch {
		case c.Key == "":
			wrong = append(wrong, fmt.Errorf("edition %q: a cell has no key", edition))
		case twice:
			wrong = append(wrong, fmt.Errorf("edition %q: cell %q is there twice", edition, c.Key))
		case c.Count < 0 || c.Count > MaxCount:
			wrong = append(wrong, fmt.Errorf("edition %q: cell %q counts less than 0 or too much", edition, c.Key))
		}
		counts[c.Key] = c.Count
	}
	for _, p := range t.Percentages {
		for _, key := range []Key{p.Numerator, p.Denominator} {
			if _, there := counts[key]; !there {
				wrong = append(wrong, fmt.Errorf("edition %q: percentage %q is of cell %q, which is not there", edition, p.Key, key))
			}
		}
		if _, there := counts[p.Key]; there || p.Key == "" {
			wrong = append(wrong, fmt.Errorf("edition %q: percentage %q needs a key of its own", edition, p.Key))
		}
	}
	return counts, wrong
}

// check answers everything that is wrong with the tables of an edition.
func (t Tables) check(edition string) error {
	counts, wrong := t.checkCells(edition)
	for _, r := range t.Relations {
		refs := make([]Ref, len(r.Parts))
		for i, p := range r.Parts {
			refs[i] = Ref{Key: p}
		}
		text := checkRelation(r.Kind, Ref{Key: r.Total}, refs, func(ref Ref) (int64, bool) {
			n, there := counts[ref.Key]
			return n, there
		})
		if text != "" {
			wrong = append(wrong, &InconsistentError{Edition: edition, Relation: r.Name, Text: text})
		}
	}
	return errors.Join(wrong...)
}

// checkRelation answers what is wrong with one relation, or nothing.
func checkRelation(kind Kind, total Ref, parts []Ref, count func(Ref) (int64, bool)) string {
	if kind != Sum && kind != Distinct {
		return "is of no known kind"
	}
	if len(parts) == 0 {
		return "has no parts"
	}
	all, there := count(total)
	if !there {
		return fmt.Sprintf("its total %q is not there", total.Key)
	}
	seen := map[Ref]bool{total: true}
	var sum, most int64
	for _, p := range parts {
		n, there := count(p)
		if !there {
			return fmt.Sprintf("its part %q is not there", p.Key)
		}
		if seen[p] {
			return fmt.Sprintf("%q is in it twice", p.Key)
		}
		seen[p] = true
		sum += n
		most = max(most, n)
	}
	switch {
	case kind == Sum && all != sum:
		return fmt.Sprintf("its parts do not add up to %q", total.Key)
	case kind == Distinct && all > sum:
		return fmt.Sprintf("%q is more than all its parts together", total.Key)
	case kind == Distinct && all < most:
		return fmt.Sprintf("%q is less than one of its parts", total.Key)
	}
	return ""
}

// check answers everything that is wrong with what was published before.
func (e Earlier) check(fresh Tables) error {
	var wrong []error
	counts := map[Ref]int64{}
	for _, c := range fresh.Cells {
		counts[Ref{Key: c.Key}] = c.Count
	}
	names := map[string]bool{"": true}
	for _, edition := range e.Editions {
		if names[edition.Name] {
			wrong = append(wrong, fmt.Errorf("edition %q needs a name of its own", edition.Name))
		}
		names[edition.Name] = true
		wrong = append(wrong, edition.Tables.check(edition.Name))
		for _, c := range edition.Tables.Cells {
			counts[Ref{Edition: edition.Name, Key: c.Key}] = c.Count
		}
		wrong = append(wrong, edition.checkWithheld(counts))
	}
	for _, l := range e.Links {
		if text := checkLink(l, counts); text != "" {
			wrong = append(wrong, &InconsistentError{Relation: l.Name, Text: text})
		}
	}
	return errors.Join(wrong...)
}

// checkWithheld answers what is wrong with what an edition says it withheld.
func (e Edition) checkWithheld(counts map[Ref]int64) error {
	var wrong []error
	for _, key := range slices.Sorted(maps.Keys(e.Withheld)) {
		share := slices.ContainsFunc(e.Tables.Percentages, func(p Percentage) bool { return p.Key == key })
		count, there := counts[Ref{Edition: e.Name, Key: key}]
		why := e.Withheld[key]
		switch {
		case !there && !share:
			wrong = append(wrong, fmt.Errorf("edition %q: withheld cell %q is not there", e.Name, key))
		case why < Small || why > Coarse || (there && count == 0 && (why == Small || why == Complement)):
			wrong = append(wrong, fmt.Errorf("edition %q: cell %q cannot be withheld for this reason", e.Name, key))
		}
	}
	return errors.Join(wrong...)
}

// checkLink answers what is wrong with a link, or nothing.
func checkLink(l Link, counts map[Ref]int64) string {
	text := checkRelation(l.Kind, l.Total, l.Parts, func(ref Ref) (int64, bool) {
		n, there := counts[ref]
		return n, there
	})
	if text != "" {
		return text
	}
	seen := map[Cell]bool{}
	for _, p := range l.Parts {
		c := Cell{Key: p.Key, Count: counts[p]}
		if seen[c] {
			return fmt.Sprintf("%q of two editions is in it, and is the same count", p.Key)
		}
		seen[c] = true
	}
	return ""
}
