package disclosure

import (
	"errors"
	"fmt"
	"strings"
)

// Rule is how much a publication must keep to itself. The zero value is the default.
type Rule struct {
	// Threshold is the least count above zero that is shown, in persons or whatever is counted: 1 (nothing is small) to 1,000,000.
	// 0 is 10.
	Threshold int64
}

const (
	defaultThreshold = 10
	maxThreshold     = 1_000_000
)

func (r Rule) threshold() int64 {
	if r.Threshold == 0 {
		return defaultThreshold
	}
	return r.Threshold
}

func (r Rule) check() error {
	if r.Threshold < 0 || r.Threshold > maxThreshold {
		return fmt.Errorf("a threshold is 1 to %d, or 0 for %d", maxThreshold, defaultThreshold)
	}
	return nil
}

// ExposedError refuses a new edition: whatever of it is withheld, together with the earlier editions it would tell of these
// cells what nobody may read. An earlier edition that tells it by itself is among the causes. Who accepts that takes the cells
// off what that edition says it withheld.
type ExposedError struct {
	Cells []Ref
}

// Error names the cells, and no count.
func (e *ExposedError) Error() string {
	names := make([]string, len(e.Cells))
	for i, c := range e.Cells {
		names[i] = fmt.Sprintf("%q", c.Key)
		if c.Edition != "" {
			names[i] += fmt.Sprintf(" of edition %q", c.Edition)
		}
	}
	return "with the earlier editions this would tell " + strings.Join(names, ", ")
}

// Protect answers what to withhold of a first edition. Errors: all that is wrong with the tables, among them an
// *InconsistentError for each relation that does not hold.
func (r Rule) Protect(t Tables) (Result, error) { return r.ProtectAfter(t, Earlier{}) }

// ProtectAfter answers what to withhold of a new edition, so that neither it nor the earlier ones can be told from all of them
// together. A count that an earlier edition withheld for the sake of others may come to be known. Errors: those of
// Protect, and an *ExposedError where withholding helps no more.
func (r Rule) ProtectAfter(t Tables, e Earlier) (Result, error) {
	if err := errors.Join(r.check(), t.check(""), e.check(t)); err != nil {
		return Result{}, err
	}
	p := newPlan(r.threshold(), r.join(t, e))
	if exposed := p.solve(); len(exposed) > 0 {
		return Result{}, &ExposedError{Cells: exposed}
	}
	if err := p.audit(); err != nil {
		return Result{}, err
	}
	return p.result(r, t), nil
}
