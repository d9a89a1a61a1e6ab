package events

import (
	"context"
	"fmt"
	"slices"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// move counts anew the facts of the places and programmes that changed: off as they counted before, on as they count
// after. A fact under both a changed place and a changed programme is counted once. Facts that a pass is still to meet
// are left to it in the counting that it builds.
func (t tally) move(ctx context.Context, before, after store.Register, changed changes) error {
	moved := map[string]bool{}
	for _, id := range changed.locations {
		moved[id] = true
	}
	for _, id := range changed.locations {
		err := t.EachFactOfLocation(ctx, id, func(facts []domain.Fact) error { return t.shift(ctx, facts, before, after) })
		if err != nil {
			return fmt.Errorf("recount location: %w", err)
		}
	}
	for _, id := range below(after, changed.programmes) {
		err := t.EachFactOfProgramme(ctx, id, func(facts []domain.Fact) error {
			facts = slices.DeleteFunc(facts, func(f domain.Fact) bool { return moved[f.LocationID] })
			return t.shift(ctx, facts, before, after)
		})
		if err != nil {
			return fmt.Errorf("recount programme: %w", err)
		}
	}
	return nil
}

// below answers the programmes with ids and all that are part of them, however deep. Programmes never leave the register,
// so the tree as it is after a change holds whatever hung below a programme before: what moved has changed itself.
func below(r store.Register, ids []string) []string {
	children := map[string][]string{}
	for id, p := range r.Programmes {
		children[p.Value.ParentID] = append(children[p.Value.ParentID], id)
	}
	seen := map[string]bool{}
	var list []string
	for queue := slices.Clone(ids); len(queue) > 0; queue = queue[1:] {
		id := queue[0]
		if !seen[id] {
			seen[id] = true
			list = append(list, id)
			queue = append(queue, children[id]...)
		}
	}
	return list
}

// shift takes facts off the cells as they counted before and puts them on as they count after.
func (t tally) shift(ctx context.Context, facts []domain.Fact, before, after store.Register) error {
	var off, on []domain.Contribution
	var err error
	for _, f := range facts {
		if off, err = add(off, t.counter.Contributions, f, before); err != nil {
			return err
		}
		if on, err = add(on, t.counter.Contributions, f, after); err != nil {
			return err
		}
	}
	return t.Add(ctx, domain.Delta(off, on))
}
