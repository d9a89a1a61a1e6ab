package domain

import (
	"errors"
	"fmt"
	"sync"

	"github.com/deschoor/meedoen/platform/areas"
)

// Counter answers what facts add to the cells of some countings. It may be used from many goroutines.
type Counter struct {
	byFact   map[string][]*counted
	areas    areas.Register
	whole    bool // only the cells of years as a whole
	placings placings
}

// counted is a counting with its filter ready to be asked.
type counted struct {
	Counting
	filter filter
}

// Filters makes counters. It remembers the filters it compiled, each of which takes longer than counting a batch. The
// zero value is ready; it may be used from many goroutines.
type Filters struct {
	mu       sync.Mutex
	language *filterLanguage
	compiled map[string]filter
}

// Counter answers a counter of countings, which are counted by the rules they carry, with wijken by a register. An error
// says which of them this code cannot count: they are of a version that counts by other rules or by another register, or
// asks for what this one does not know.
func (f *Filters) Counter(countings []Counting, register areas.Register) (*Counter, error) {
	c := &Counter{byFact: map[string][]*counted{}, areas: register}
	var errs []error
	for _, one := range countings {
		filter, err := f.of(one.Rule, register)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s is counted by another version of this program: %w", one.Indicator, err))
			continue
		}
		for _, kind := range one.Rule.Measure.Facts {
			c.byFact[kind] = append(c.byFact[kind], &counted{one, filter})
		}
	}
	return c, errors.Join(errs...)
}

func (f *Filters) of(r Rule, register areas.Register) (filter, error) {
	if r.Code != countingRules {
		return filter{}, fmt.Errorf("by counting rules %d, and not %d", r.Code, countingRules)
	}
	if r.Areas != register.Digest() {
		// What is taken off a cell must be what was put on it, so a counting never mixes two registers.
		return filter{}, errors.New("by another register of wijken")
	}
	if !r.Measure.countsFacts() {
		return filter{}, fmt.Errorf("there is no measure %q here", r.Measure.Kind)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if ready, known := f.compiled[r.Filter]; known {
		return ready, nil
	}
	if f.language == nil {
		// The words of themes are those of a catalogue, which may be another by now.
		language, err := newFilterLanguage(nil, locationNames, factNames)
		if err != nil {
			return filter{}, err
		}
		f.language, f.compiled = &language, map[string]filter{}
	}
	ready, wrong := f.language.compile(r.Filter)
	if len(wrong) > 0 {
		return filter{}, fmt.Errorf("its filter %q: %s", r.Filter, wrong[0])
	}
	f.compiled[r.Filter] = ready
	return ready, nil
}

// Contributions answers what f adds to which cells of the countings that have it, given its place and its programme with
// those it is part of, from the top down (Path). A withdrawn fact adds nothing.
//
// It depends on nothing else, so what a change of the fact, its place or its programmes does to the figures is the
// Delta of the contributions before and after. An error says that a filter cannot be evaluated.
func (c *Counter) Contributions(f Fact, l Location, path []Programme) ([]Contribution, error) {
	return c.contributions(f, l, path, Counting.has)
}

// Awaited answers what f adds to the cells of the countings whose pass is still to count it, as Contributions does for
// those that have it.
func (c *Counter) Awaited(f Fact, l Location, path []Programme) ([]Contribution, error) {
	return c.contributions(f, l, path, Counting.awaits)
}

func (c *Counter) contributions(
	f Fact, l Location, path []Programme, concerned func(Counting, string) bool,
) ([]Contribution, error) {
	if f.Withdrawn {
		return nil, nil
	}
	if len(path) == 0 && f.ProgrammeID != "" {
		return nil, errors.New("a fact counts only under a programme whose path is complete")
	}
	where, err := c.placings.of(alike(f, l, path), func() (*placing, error) { return c.place(f, l, path) })
	if err != nil {
		return nil, err
	}
	found := make([]Contribution, 0, len(where.countings))
	for _, in := range where.countings {
		if m := in.Rule.Measure; concerned(in.Counting, f.ID) && m.counts(f, l) {
			found = append(found, Contribution{Keys: in.keys, Member: m.member(f, l), Value: m.value(f)})
		}
	}
	return found, nil
}
