package events

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// recount counts anew the facts of the places and programmes that changed: off as they counted before, on as they count
// after. A fact under both a changed place and a changed programme is counted once.
func (p Projection) recount(ctx context.Context, s store.Store, before, after store.Register, changed changes) error {
	moved := map[string]bool{}
	for _, id := range changed.locations {
		moved[id] = true
	}
	for _, id := range changed.locations {
		err := s.EachFactOfLocation(ctx, id, func(facts []domain.Fact) error { return p.shift(ctx, s, facts, before, after) })
		if err != nil {
			return fmt.Errorf("recount location: %w", err)
		}
	}
	for _, id := range below(after, changed.programmes) {
		err := s.EachFactOfProgramme(ctx, id, func(facts []domain.Fact) error {
			facts = slices.DeleteFunc(facts, func(f domain.Fact) bool { return moved[f.LocationID] })
			return p.shift(ctx, s, facts, before, after)
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
func (p Projection) shift(ctx context.Context, s store.Store, facts []domain.Fact, before, after store.Register) error {
	var off, on []domain.Contribution
	var err error
	for _, f := range facts {
		if off, err = p.add(off, f, before); err != nil {
			return err
		}
		if on, err = p.add(on, f, after); err != nil {
			return err
		}
	}
	return s.AddToCells(ctx, domain.Delta(off, on))
}

// CatchUp counts all facts anew where the cells were counted by another catalogue.
func (p Projection) CatchUp(ctx context.Context, db *sqldb.DB) error {
	return db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		s := store.In(tx)
		digest, err := s.CountedBy(ctx)
		if err != nil || digest == p.Catalogue.Digest() {
			return err
		}
		if err := s.SetCountedBy(ctx, p.Catalogue.Digest()); err != nil {
			return err
		}
		if err := s.ClearCells(ctx); err != nil {
			return err
		}
		r, err := s.Register(ctx)
		if err != nil {
			return err
		}
		none := store.Register{}
		return s.EachFact(ctx, func(facts []domain.Fact) error { return p.shift(ctx, s, facts, none, r) })
	})
}
